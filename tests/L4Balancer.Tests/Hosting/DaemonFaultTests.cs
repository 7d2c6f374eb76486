using L4Balancer.Background;

namespace L4Balancer.Tests.Hosting;

/// <summary>What the daemon does when work that nobody waits for meets a bug.</summary>
internal sealed class DaemonFaultTests
{
    [Test]
    public async Task A_reload_that_meets_a_bug_is_logged_and_the_next_one_reloads()
    {
        var time = new FaultyClock();
        await using var it = await HostedDaemon.StartAsync(time);

        // Nothing has changed: the first who asks for the time is the one who notes that it is in force.
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

    /// <summary>Breaks once, for who asks for the time of day.</summary>
    private sealed class FaultyClock : TimeProvider
    {
        private int _isBroken;

        public void Break() => Interlocked.Exchange(ref _isBroken, 1);

        public override DateTimeOffset GetUtcNow() => Interlocked.Exchange(ref _isBroken, 0) == 1
            ? throw new InvalidOperationException("a bug")
            : base.GetUtcNow();
    }
}
