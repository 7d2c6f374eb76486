using L4Balancer.Telemetry;

namespace L4Balancer.Tests.Support;

/// <summary>
/// The promise of every balancer, tested with real servers: one dies under load, and new sessions do not
/// notice.
/// </summary>
internal static class KillUnderLoad
{
    /// <summary>
    /// Runs the load, kills the victim, keeps the load running, restarts the victim, and asserts: no client
    /// failed to connect except with its backend, no session that began after the death failed, of those in progress
    /// at the death at most one per worker did, and the victim is used again.
    /// </summary>
    /// <param name="sessions">How many sessions must be served before the death and again after it.</param>
    /// <param name="isUsedAgain">Whether the victim serves sessions that began after its return.</param>
    public static async Task AssertHiddenAsync(
        DaemonProcess daemon, ShortSessions load, RealServer victim, int sessions, Func<Task<bool>> isUsedAgain)
    {
        await load.ServesAsync(sessions);
        var mark = daemon.Mark;
        await victim.Kill9Async();
        var death = TimeProvider.System.GetTimestamp();
        await load.ServesAsync(sessions);
        await daemon.LogsAsync(EventIds.BackendDown, victim.Address, mark);

        await victim.StartAgainAsync();
        await daemon.LogsAsync(EventIds.BackendUp, victim.Address, mark);
        await Eventually.GetAsync($"{victim.Address} is used again", Loopback.Patience, isUsedAgain, isUsed => isUsed);
        await load.ServesAsync(sessions);
        await load.StopAsync();

        var failed = load.Failed;
        Assert.Multiple(() =>
        {
            // A session that dies with its backend may do so before the client's own connect has returned; each of
            // these was a session whose backend had been connected, and reset it.
            Assert.That(
                failed.Count(f => f.IsConnect), Is.LessThanOrEqualTo(ResetByBackend(daemon)),
                "No client may fail to connect but with its backend.");
            Assert.That(failed.Where(f => f.BeganAt > death), Is.Empty, "New sessions must not notice.");
            Assert.That(failed, Has.Length.AtMost(load.Workers), "Only what was under way at the death may fail.");
            Assert.That(Refused(daemon), Is.Empty, "A client that is refused was connected by the kernel only.");
        });
        TestContext.Out.WriteLine($"{load.Served} sessions served, {failed.Length} died with the backend.");
    }

    /// <summary>Sessions refused by the daemon itself; it must log at level debug.</summary>
    private static string[] Refused(DaemonProcess daemon) => daemon.Logged(EventIds.SessionEnded, " ended: refused");

    private static int ResetByBackend(DaemonProcess daemon) =>
        daemon.Logged(EventIds.SessionEnded, " ended: backend-reset").Length;
}
