using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

/// <summary>Signals that end the real process.</summary>
internal sealed class StopSignalTests : SignalFixture
{
    [Test]
    public async Task SIGTERM_refuses_new_clients_and_lets_a_running_session_finish()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("1h"));
        var (client, server) = await SessionAsync(daemon);
        daemon.Signal(Signal.Terminate);
        await daemon.LogsAsync(EventIds.Stopping, "1 running sessions may continue");
        await Eventually.GetAsync(
            "new clients are refused", Loopback.Patience, () => IsRefusedAsync(daemon), isSo => isSo);

        await client.SendAsync("last request");
        Assert.That(await server.ReadAsync(12), Is.EqualTo("last request"));
        await server.SendAsync("answer");
        Assert.That(await client.ReadAsync(6), Is.EqualTo("answer"));
        client.Shutdown(SocketShutdown.Send);
        Assert.That((await server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
        server.Dispose();
        Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
        client.Dispose();
        Assert.That(await daemon.WaitForExitAsync(), Is.Zero);
        Assert.That(daemon.Logged(EventIds.GraceOver), Is.Empty);
    }

    [TestCase(Signal.Terminate)]
    [TestCase(Signal.Interrupt)]
    public async Task A_daemon_without_sessions_stops_at_the_first_signal(Signal signal)
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("1h"));
        daemon.Signal(signal);
        Assert.That(await daemon.WaitForExitAsync(), Is.Zero);
        Assert.That(daemon.Logged(EventIds.Stopped), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_session_that_outlives_the_grace_is_ended()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("300ms"));
        var (client, server) = await SessionAsync(daemon);
        daemon.Signal(Signal.Terminate);
        Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        Assert.That((await server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        Assert.That(await daemon.WaitForExitAsync(), Is.Zero);
        Assert.That(daemon.Logged(EventIds.GraceOver, "Ended 1 sessions"), Has.Length.EqualTo(1));
        Dispose(client, server);
    }

    [Test]
    public async Task A_second_SIGTERM_ends_all_sessions_at_once()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("1h"));
        var (client, server) = await SessionAsync(daemon);
        daemon.Signal(Signal.Terminate);
        await daemon.LogsAsync(EventIds.Stopping);
        daemon.Signal(Signal.Terminate);
        await client.ReadToEndAsync();
        Assert.That(await daemon.WaitForExitAsync(), Is.Zero);
        Assert.That(daemon.Logged(EventIds.StopAtOnce), Has.Length.EqualTo(1));
        Dispose(client, server);
    }

    private static async Task<bool> IsRefusedAsync(DaemonProcess daemon)
    {
        try
        {
            // A client that connected just before the listener closed is served, and must not delay the end; one that
            // connects at that very moment may be reset.
            var client = await Loopback.TryConnectAsync(NetAddress.FromIp(IPAddress.Loopback, daemon.Port));
            client?.Reset();
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
    }
}
