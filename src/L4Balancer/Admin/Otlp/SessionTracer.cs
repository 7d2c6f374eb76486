using System.Diagnostics;
using System.Threading.Channels;
using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Admin.Otlp;

/// <summary>
/// Makes a span for a share of the sessions when they end. It costs a loop a hash and, for a traced session, a
/// slot in a bounded queue; the spans are made elsewhere.
/// </summary>
/// <remarks>Only its number decides whether a session is traced, so the sample is fair.</remarks>
public sealed class SessionTracer : ISessionObserver, ICounters, IAsyncDisposable
{
    private readonly Channel<Ended> _queue = Channel.CreateBounded<Ended>(
        new BoundedChannelOptions(Limits.TraceQueueLength) { SingleReader = true });

    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private readonly ulong _threshold;
    private readonly bool _isAll;
    private readonly Task _writing;
    private long _dropped;

    /// <param name="share">The share of sessions, 0 to 1.</param>
    public SessionTracer(double share, BackgroundWork background, TimeProvider time)
    {
        _time = time;
        _isAll = share >= 1;
        _threshold = _isAll ? ulong.MaxValue : (ulong)(share * ulong.MaxValue);
        _writing = background.RunAsync("session-tracer", OnFault.Restart, WriteAllAsync, stop: _stop.Token);
    }

    /// <summary>Sessions whose trace was dropped because the queue was full.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public long RunningInterval => 0;

    public void VisitCounters(CounterVisit visit) => visit("dropped", ref _dropped);

    public bool Wants(SessionMoment moment) => moment == SessionMoment.End && _threshold > 0;

    public void Observe(in SessionRecord record)
    {
        if (record.Moment != SessionMoment.End || !IsTraced(record.Id)) return;
        if (!_queue.Writer.TryWrite(new Ended(record, _time.GetUtcNow()))) Interlocked.Increment(ref _dropped);
    }

    /// <summary>Waits until all queued sessions have become spans.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();

        // For one that has failed and pauses: what runs goes on to the end of the queue.
        await _stop.CancelAsync();
        await _writing;
    }

    internal bool IsTraced(ulong id) => _isAll || Mix(id) < _threshold;

    /// <summary>The finalizer of SplitMix64: consecutive numbers are spread far apart.</summary>
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    private async Task WriteAllAsync()
    {
        await foreach (var ended in _queue.Reader.ReadAllAsync()) Write(ended.Record, ended.At);
    }

    private static void Write(in SessionRecord record, DateTimeOffset at)
    {
        var tags = new ActivityTagsCollection
        {
            { "l4balancer.session.id", record.Id.ToString("x") },
            { "l4balancer.listener", record.Listener },
            { "l4balancer.close.reason", record.Reason.Word() },
            { "l4balancer.retries", record.Retries },
            { "l4balancer.bytes.upload", record.BytesUploaded },
            { "l4balancer.bytes.download", record.BytesDownloaded },
        };
        if (record.Client.ToIp() is { } client)
        {
            tags.Add("client.address", client.ToString());
            tags.Add("client.port", record.Client.Port);
        }

        if (!string.IsNullOrEmpty(record.Pool)) tags.Add("l4balancer.pool", record.Pool);
        if (record.Backend is { } backend) tags.Add("l4balancer.backend", backend.ToString());
        if (record.LastTried is { } tried) tags.Add("l4balancer.last.tried", tried.ToString());
        if (record.ConnectMicroseconds >= 0) tags.Add("l4balancer.connect.duration", record.ConnectMicroseconds / 1e6);
        Spans.Write(
            "session", ActivityKind.Server, at - TimeSpan.FromMilliseconds(record.Age), at, tags,
            IsError(record.Reason) ? record.Reason.Word() : null);
    }

    private static bool IsError(CloseReason reason) =>
        reason.IsRefusal()
        || reason is CloseReason.BackendReset or CloseReason.BackendDead or CloseReason.BackendDown or CloseReason.Bug;

    private readonly record struct Ended(SessionRecord Record, DateTimeOffset At);
}
