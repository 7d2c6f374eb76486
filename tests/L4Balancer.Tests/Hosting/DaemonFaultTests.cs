using L4Balancer.Background;

namespace L4Balancer.Tests.Hosting;

/// <summary>The daemon's reaction to a bug in work that no caller waits for.</summary>
internal sealed class DaemonFaultTests
{
    [Test]
    public async Task A_reload_that_meets_a_bug_is_logged_and_the_next_one_reloads()
    {
        var time = new FaultyClock();
        await using var it = await HostedDaemon.StartAsync(time);

        // Nothing has changed, so the first query of the time is the one that records the file as in force.
        time.Break();
        it.Daemon.BeginReload();
        await it.Faults.SawAsync("reload");
        it.Write(backends: 2);
        it.Daemon.BeginReload();
        await it.BackendsAsync(2);
        Assert.That(it.Daemon.HasFailed, Is.False);
    }

    [Test]
    public async Task The_process_stops_and_says_that_it_failed_when_it_cannot_serve_any_more()
    {
        await using var it = await HostedDaemon.StartAsync();
        await it.Faults.Work.RunAsync(
            "vital", OnFault.EndProcess, () => throw new InvalidOperationException("a bug"));
        Assert.That((it.Daemon.HasFailed, it.IsStopping), Is.EqualTo((true, true)));
    }

    /// <summary>Fails the first query of the time of day after it was broken.</summary>
    private sealed class FaultyClock : TimeProvider
    {
        private int _isBroken;

        public void Break() => Interlocked.Exchange(ref _isBroken, 1);

        public override DateTimeOffset GetUtcNow() => Interlocked.Exchange(ref _isBroken, 0) == 1
            ? throw new InvalidOperationException("a bug")
            : base.GetUtcNow();
    }
}
