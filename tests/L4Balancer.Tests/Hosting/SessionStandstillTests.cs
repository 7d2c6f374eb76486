using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

/// <summary>
/// After a standstill (SIGSTOP, a paused machine) the daemon does not time out sessions whose bytes wait in its
/// sockets.
/// </summary>
[TestFixture("native"), TestFixture("portable"), NonParallelizable]
internal sealed class SessionStandstillTests(string engine)
{
    /// <summary>More than a loop takes in one call, on each of two loops.</summary>
    private const int Sessions = 1200;

    /// <summary>Longer than a busy machine takes to connect and ask all of them.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(6);

    [Test]
    public async Task Nobody_is_idle_whose_bytes_wait()
    {
        using var backend = Loopback.Listen(backlog: Sessions);
        using var stop = new CancellationTokenSource();
        var serving = EchoServer.RunAsync(backend, stop.Token);
        await using var daemon = await DaemonProcess.StartAsync(Config(backend), options: ["--log-level", "debug"]);
        var clients = new List<Socket>();
        for (var i = 0; i < Sessions; i++)
            clients.Add(await Loopback.ConnectAsync(NetAddress.FromIp(IPAddress.Loopback, daemon.Port)));
        await AskAllAsync(clients);

        await daemon.FreezeAsync();
        await Task.WhenAll(clients.Select(client => client.SendAsync("question")));
        await Task.Delay(Idle + TimeSpan.FromSeconds(1));
        daemon.Signal(Signal.Continue);
        await Task.WhenAll(clients.Select(HearAsync));

        Assert.That(daemon.Logged(EventIds.SessionEnded), Is.Empty);
        foreach (var client in clients) client.Dispose();
        await stop.CancelAsync();
        await serving;
    }

    private static Task AskAllAsync(List<Socket> clients) => Task.WhenAll(clients.Select(async client =>
    {
        await client.SendAsync("question");
        await HearAsync(client);
    }));

    private static async Task HearAsync(Socket client) =>
        Assert.That(await client.ReadAsync(8), Is.EqualTo("question"));

    private string Config(Socket backend) => $$"""
        engine: {{engine}}
        listeners:
          x:
            bind: 127.0.0.1:0
            health: { type: none }
            timeouts: { client-idle: {{Idle.TotalSeconds}}s, server-idle: {{Idle.TotalSeconds}}s }
            backends: [{{Loopback.AddressOf(backend)}}]
        """;
}
