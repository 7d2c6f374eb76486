using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Probes;

/// <summary>One target, its timer, and at most one probe in flight.</summary>
internal sealed class ScheduledProbe : IDisposable
{
    /// <summary>When this machine cannot probe for want of something, it tries again this much later.</summary>
    private static readonly TimeSpan ShortagePause = TimeSpan.FromSeconds(1);

    private readonly ProbeTarget _target;
    private readonly IProbe _probe;
    private readonly Func<ControlEvent, ValueTask> _post;
    private readonly SemaphoreSlim _places;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;
    private int _isInFlight;

    public ScheduledProbe(
        ProbeTarget target, IProbe probe, TimeSpan timeout, Func<ControlEvent, ValueTask> post, SemaphoreSlim places,
        TimeProvider time, ILogger log)
    {
        (_target, _probe, Timeout, _post, _places, _time, _log) = (target, probe, timeout, post, places, time, log);
        _timer = time.CreateTimer(
            static probe => ((ScheduledProbe)probe!).Begin(), this, System.Threading.Timeout.InfiniteTimeSpan,
            System.Threading.Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// A probe that has not ended by then is bad. Written by the control loop; a running probe keeps what it began
    /// with.
    /// </summary>
    public TimeSpan Timeout { get; set; }

    public void RunAfter(TimeSpan delay) => _timer.Change(delay, System.Threading.Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _timer.Dispose();
        _stop.Cancel();
    }

    private void Begin()
    {
        // One in flight: the outcome of that one will ask for the next.
        if (Interlocked.Exchange(ref _isInFlight, 1) == 0) _ = RunAsync();
    }

    private async Task RunAsync()
    {
        try
        {
            await _places.WaitAsync(_stop.Token);
            ProbeOutcome outcome;
            try
            {
                outcome = await ProbeAsync();
            }
            finally
            {
                _places.Release();
            }

            // Before the post: the answer to this outcome may be "again, at once".
            Volatile.Write(ref _isInFlight, 0);
            await _post(new ProbeEnded(_target, outcome));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The target is not wanted any more.
        }
        catch (LocalShortageException e)
        {
            _log.ProbeShortage(_target.Address, e.Message);
            Volatile.Write(ref _isInFlight, 0);
            RunAfter(ShortagePause);
        }
    }

    private async Task<ProbeOutcome> ProbeAsync()
    {
        var begin = _time.GetTimestamp();
        var outcome = await RunProbeAsync();
        return outcome with { Duration = _time.GetElapsedTime(begin) };
    }

    private async Task<ProbeOutcome> RunProbeAsync()
    {
        using var deadline = new CancellationTokenSource(Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stop.Token);
        try
        {
            return await _probe.RunAsync(_target.Address, either.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            return ProbeOutcome.Bad("probe timed out");
        }
    }
}
