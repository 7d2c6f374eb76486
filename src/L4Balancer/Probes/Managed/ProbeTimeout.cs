namespace L4Balancer.Probes.Managed;

/// <summary>Cancels a probe that runs as a task when its time is up, not counting pauses of the process.</summary>
internal sealed class ProbeTimeout : IAsyncDisposable
{
    private readonly ManagedProbes _runner;
    private readonly CancellationTokenSource _probe;
    private readonly ProbeDeadline _deadline;
    private readonly ITimer _timer;

    /// <param name="milliseconds">From now.</param>
    public ProbeTimeout(ManagedProbes runner, CancellationTokenSource probe, long milliseconds)
    {
        (_runner, _probe) = (runner, probe);
        var now = runner.Now;
        _deadline = new ProbeDeadline(now, milliseconds, runner.StoodStillAt(now));
        _timer = runner.Services.Time.CreateTimer(
            static me => ((ProbeTimeout)me!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        WaitFor(milliseconds);
    }

    /// <summary>Once it completes, this no longer cancels the probe.</summary>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void OnDue()
    {
        var now = _runner.Now;
        var left = _deadline.Left(now, _runner.StoodStillAt(now));
        if (left > 0) WaitFor(left);
        else _probe.Cancel();
    }

    private void WaitFor(long milliseconds) =>
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
}
