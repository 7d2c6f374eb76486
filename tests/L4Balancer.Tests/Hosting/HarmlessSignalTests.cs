using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

/// <summary>Signals that the real process survives, with its sessions.</summary>
internal sealed class HarmlessSignalTests : SignalFixture
{
    [Test]
    public async Task SIGHUP_while_stopping_changes_nothing()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("1h"));
        var (client, server) = await SessionAsync(daemon);
        daemon.Signal(Signal.Terminate);
        await daemon.LogsAsync(EventIds.Stopping);
        daemon.Signal(Signal.Hangup);
        await client.SendAsync("still here");
        Assert.That(await server.ReadAsync(10), Is.EqualTo("still here"));
        Dispose(client, server);
        Assert.That(await daemon.WaitForExitAsync(), Is.Zero);
        Assert.That(daemon.Logged(EventIds.ReloadDone), Is.Empty);
    }

    /// <summary>
    /// The listeners accept before the start has finished; the file may have changed since it was read.
    /// </summary>
    [Test]
    public async Task SIGHUP_during_the_start_is_not_lost()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("1h"));
        daemon.Signal(Signal.Hangup);
        await daemon.LogsAsync(EventIds.ReloadDone);
    }

    [Test]
    public async Task Many_SIGHUPs_at_once_leave_the_daemon_serving()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("1h"));
        var (client, server) = await SessionAsync(daemon);
        for (var i = 0; i < 50; i++) daemon.Signal(Signal.Hangup);
        await daemon.LogsAsync(EventIds.ReloadDone);
        await client.SendAsync("still here");
        Assert.That(await server.ReadAsync(10), Is.EqualTo("still here"));
        Dispose(client, server);
    }

    /// <summary>Tests the signal itself and its usual cause: writing to a client that has reset.</summary>
    [Test]
    public async Task SIGPIPE_is_harmless()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("1h"), options: ["--log-level", "debug"]);
        var (client, server) = await SessionAsync(daemon);
        var (gone, itsServer) = await SessionAsync(daemon);
        daemon.Signal(Signal.Pipe);

        // While the daemon is stopped, so that it finds both when it continues: a reset seen first would be passed on,
        // and there would be nothing to write.
        await daemon.FreezeAsync();
        gone.Reset();
        await itsServer.SendAsync("nobody reads this");
        daemon.Signal(Signal.Continue);
        await daemon.LogsAsync(EventIds.SessionEnded, "ended: client-reset");

        await client.SendAsync("still here");
        Assert.That(await server.ReadAsync(10), Is.EqualTo("still here"));
        Dispose(client, server, itsServer);
    }
}
