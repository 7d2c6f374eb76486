namespace L4Balancer.Probes.Managed;

/// <summary>
/// Tells when a probe that runs as a task is late, and cancels it when its time is up; pauses of the process do not
/// count.
/// </summary>
internal sealed class ProbeTimeout : IAsyncDisposable
{
    private readonly ManagedProbes _runner;
    private readonly CancellationTokenSource _probe;
    private readonly ProbeDeadline _deadline;
    private readonly Action _onLate;
    private readonly ITimer _timer;
    private LateMark _late; // Its timer only.

    /// <param name="milliseconds">From now.</param>
    /// <param name="lateAfter">When it is late, from now on; null is never.</param>
    public ProbeTimeout(
        ManagedProbes runner, CancellationTokenSource probe, long milliseconds, TimeSpan? lateAfter, Action onLate)
    {
        (_runner, _probe, _onLate) = (runner, probe, onLate);
        var now = runner.Now;
        _deadline = new ProbeDeadline(now, milliseconds, runner.StoodStillAt(now));
        _late = new LateMark(now, lateAfter, runner.StoodStillAt(now));
        _timer = runner.Services.Time.CreateTimer(
            static me => ((ProbeTimeout)me!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        WaitFor(Math.Min(milliseconds, _late.Left(now, runner.StoodStillAt(now))));
    }

    /// <summary>Once it completes, this no longer cancels the probe.</summary>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void OnDue()
    {
        var now = _runner.Now;
        var stoodStill = _runner.StoodStillAt(now);
        if (_late.Comes(now, stoodStill)) _onLate();
        var left = _deadline.Left(now, stoodStill);
        if (left > 0) WaitFor(Math.Min(left, _late.Left(now, stoodStill)));
        else _probe.Cancel();
    }

    private void WaitFor(long milliseconds) =>
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
}
