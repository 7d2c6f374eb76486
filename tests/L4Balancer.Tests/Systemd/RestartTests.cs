using System.Diagnostics;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Systemd;

internal sealed class RestartTests : ServiceFixture
{
    /// <summary>The unit's own 10 s would only make the tests slower; a machine may stop for 3 s.</summary>
    protected override (string Name, string Text)[] DropIns => [("watchdog.conf", "[Service]\nWatchdogSec=5\n")];

    [Test]
    public async Task Killed_daemon_is_restarted_and_serves()
    {
        var pid = await Service.MainPidAsync();
        (await Service.SystemctlAsync("kill", "--kill-who=main", "--signal=KILL")).OrThrow();
        await AssertServesAgainAsync(pid);
    }

    [Test]
    public async Task Idle_daemon_feeds_the_watchdog()
    {
        var pid = await Service.MainPidAsync();
        var begin = await FedAtAsync();
        await Eventually.GetAsync(
            "fed for longer than the limit", TimeSpan.FromSeconds(20), FedAtAsync, at => at - begin > 7_000_000);
        Assert.That(await Service.MainPidAsync(), Is.EqualTo(pid));
    }

    [Test]
    public async Task Frozen_daemon_is_killed_by_the_watchdog_and_restarted()
    {
        var (end, pid) = (await Service.JournalEndAsync(), await Service.MainPidAsync());
        (await Service.SystemctlAsync("kill", "--kill-who=main", "--signal=STOP")).OrThrow();
        await Service.WaitForJournalAsync(end, "Watchdog timeout");
        await AssertServesAgainAsync(pid);
    }

    /// <summary>
    /// Only threads that wait for sockets are held, inside epoll_wait(2), by a tracer outside: timers and the rest of
    /// the daemon continue. A watchdog fed only by a timer would never notice.
    /// </summary>
    [TestCase(1)]
    [TestCase(int.MaxValue)]
    public async Task Hung_event_loop_is_killed_by_the_watchdog_and_restarted(int loopsMax)
    {
        Needs.Programs("strace");
        var (end, pid) = (await Service.JournalEndAsync(), await Service.MainPidAsync());
        using var tracer = HoldEventLoops(await Service.OutsidePidAsync(), loopsMax);
        try
        {
            await Service.WaitForJournalAsync(end, "Watchdog timeout");
        }
        finally
        {
            // The kernel keeps a traced thread that was killed until its tracer lets go.
            Command.KillIfRunning(tracer);
        }

        await AssertServesAgainAsync(pid);
    }

    private static Process HoldEventLoops(int pid, int loopsMax)
    {
        var loops = ProcFs.Threads(pid, "loop ");
        Assert.That(loops, Is.Not.Empty);
        var threads = loops.Take(loopsMax).Select(thread => $"--attach={thread}");
        return Process.Start(
            "strace", ["--quiet=all", "--output=/dev/null", "--inject=epoll_wait:delay_enter=60s", .. threads]);
    }

    private async Task<long> FedAtAsync() => long.Parse(await Service.PropertyAsync("WatchdogTimestampMonotonic"));

    private async Task AssertServesAgainAsync(int pidBefore)
    {
        await Service.WaitForPropertyAsync("MainPID", text => text != "0" && text != $"{pidBefore}");
        await Service.WaitForPropertyAsync("ActiveState", state => state == "active");
        Assert.That(int.Parse(await Service.PropertyAsync("NRestarts")), Is.GreaterThan(0));
        using var session = await OpenSessionAsync();
        Assert.That(await session.EchoAsync("again"), Is.EqualTo("again"));
    }
}
