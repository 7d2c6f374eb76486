using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Sessions;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Telemetry.Access;

/// <summary>
/// The thread that writes the access log. It collects records for a moment and writes them together; if the target
/// fails, the batch is dropped and counted, the rest waits in the queue, and it retries after a second.
/// </summary>
internal sealed class LogWriter
{
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ComplainTime = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Doorbell _bell = new();
    private readonly RecordQueue _queue;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly LogBatch _batch = new();

    private readonly Lock _orders = new();
    private ILogTarget? _next;
    private bool _isToSwitch;
    private bool _isToReopen;
    private bool _isToEnd;
    private volatile bool _hasOrders;

    private ILogTarget? _target;
    private long _refused;
    private long _lost;
    private long _written;
    private long _dropsTold;
    private long _dropsLogged;
    private long? _complained;
    private bool _hasFailed;
    private bool _hasEnded;

    public LogWriter(
        ILogTarget target, BackgroundWork background, TimeProvider time, ILogger log,
        int queueLength = Limits.AccessLogQueueLength)
    {
        (_target, _time, _log, _queue) = (target, time, log, new RecordQueue(queueLength));
        background.StartThread("access-log", OnFault.Restart, Run);
    }

    /// <summary>Records written.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Records dropped because the queue was full or the target failed.</summary>
    public long Dropped => Volatile.Read(ref _refused) + Volatile.Read(ref _lost);

    /// <summary>Any thread; neither blocks nor allocates.</summary>
    public void Add(in SessionRecord record)
    {
        if (_queue.TryAdd(record, _time.GetTimestamp())) _bell.Ring(_queue);
        else Interlocked.Increment(ref _refused);
    }

    /// <summary>Changes the target; queued records still go to the old one. Null is no target.</summary>
    public void SwitchTo(ILogTarget? target)
    {
        lock (_orders)
        {
            _next?.Dispose();
            (_next, _isToSwitch, _hasOrders) = (target, true, true);
        }

        _bell.Wake();
    }

    /// <summary>Reopens the file, after a log rotation.</summary>
    public void Reopen()
    {
        lock (_orders) _isToReopen = _hasOrders = true;
        _bell.Wake();
    }

    /// <summary>Writes the queued records, within the given time.</summary>
    public async Task EndAsync(TimeSpan within)
    {
        lock (_orders) _isToEnd = _hasOrders = true;
        _bell.Wake();
        try
        {
            await _ended.Task.WaitAsync(within, _time);
        }
        catch (TimeoutException)
        {
            _log.AccessLogUnwritten(_queue.Tail - _queue.Head);
        }
    }

    private void Run()
    {
        while (true)
        {
            var isBusy = WriteQueued();
            if (_hasOrders)
            {
                // Once more: records queued before the request go to the old target.
                WriteQueued();
                Obey();
            }

            if (_hasEnded) break;
            if (_hasFailed) _bell.Pause(RetryTime);
            else if (isBusy) _bell.Gather(GatherTime);
            else _bell.WaitForRecord(_queue);
            _hasFailed = false;
        }

        WriteQueued();
        if (_queue.Tail > _queue.Head) _log.AccessLogUnwritten(_queue.Tail - _queue.Head);
        _target?.Dispose();
        _batch.Dispose();
        _ended.SetResult();
    }

    private void Obey()
    {
        lock (_orders)
        {
            _hasOrders = _hasFailed = false;
            if (_isToSwitch)
            {
                _target?.Dispose();
                (_target, _next, _isToSwitch) = (_next, null, false);
            }

            if (_isToReopen) _target?.Reopen();
            _isToReopen = false;
            _hasEnded = _isToEnd;
        }
    }

    /// <summary>Writes the records queued so far; returns true if there were any.</summary>
    private bool WriteQueued()
    {
        var isBusy = false;
        var end = _queue.Tail;
        do
        {
            var drops = Fill(end);
            if (_batch.Count == 0) break;
            isBusy = true;
            Write(drops);
        }
        while (!_hasFailed && _queue.Head < end);

        if (Dropped > _dropsLogged && MayComplain()) _log.AccessLogDropped(_dropsLogged = Dropped);
        return isBusy;
    }

    /// <returns>The number of drops that the first line reports; 0 if there is no such line.</returns>
    private long Fill(long end)
    {
        _batch.Clear();
        var (now, utc) = (_time.GetTimestamp(), _time.GetUtcNow());
        var drops = Dropped - _dropsTold;
        if (drops > 0) _batch.AddDropped(drops, utc);
        while (!_batch.IsFull && _queue.Head < end && _queue.TryTake(out var record, out var timestamp))
            _batch.Add(record, utc - _time.GetElapsedTime(timestamp, now));
        return drops;
    }

    private void Write(long drops)
    {
        (string? failure, int taken) = (null, 0);
        var noRecord = drops > 0 ? 1 : 0;
        try
        {
            taken = _target?.Write(_batch.Lines, _batch.Count, _time.GetUtcNow(), out failure) ?? _batch.Count;
        }
        catch
        {
            // A bug: the thread begins again, without the batch that may have set it off.
            Interlocked.Add(ref _lost, _batch.Count - noRecord);
            throw;
        }

        if (taken > 0) _dropsTold += drops;
        if (_target is not null) Interlocked.Add(ref _written, Math.Max(0, taken - noRecord));
        if (failure is null) return;
        Interlocked.Add(ref _lost, _batch.Count - taken - (taken > 0 ? 0 : noRecord));
        _hasFailed = true;
        if (MayComplain()) _log.AccessLogFailed(_target!.Name, failure, _dropsLogged = Dropped);
    }

    private bool MayComplain()
    {
        var now = _time.GetTimestamp();
        if (_complained is { } last && _time.GetElapsedTime(last, now) < ComplainTime) return false;
        _complained = now;
        return true;
    }
}
