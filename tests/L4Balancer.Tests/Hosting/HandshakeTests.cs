using System.Net.Sockets;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

/// <summary>
/// Clients that are far away: a reload comes between their SYN and the acknowledgement that completes their connection.
/// </summary>
[TestFixture("native"), TestFixture("portable")]
internal sealed class HandshakeTests(string engine)
{
    private const string Client = "10.99.0.1";
    private const string Server = "10.99.0.2";

    /// <summary>
    /// More than a reload takes, and much less than the second for which a handshake is waited for: the threads of the
    /// link may be late.
    /// </summary>
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(500);

    [TestCase("127.0.0.1", Description = "Its address is gone.")]
    [TestCase(Server, Description = "Its address is another listening socket's now.")]
    public async Task A_client_whose_handshake_has_begun_when_its_listener_moves_is_served(string next)
    {
        var tries = 1;
        while (true)
        {
            var (client, late) = await MoveAsync(next);
            if (client.ExitCode != 0 && late > RoundTrip / 5 && tries++ < 5) continue; // The machine had stopped.
            Assert.That(client.OrThrow().Text, Is.EqualTo("hello"));
            return;
        }
    }

    /// <summary>What the client saw, and the most by which a packet was late.</summary>
    private async Task<(CommandResult Client, TimeSpan Late)> MoveAsync(string next)
    {
        await using var here = await NetworkNamespace.CreateAsync();
        await using var there = await NetworkNamespace.CreateAsync();
        using var link = await DelayedLink.CreateAsync((here, Client), (there, Server), RoundTrip / 2);
        using var folder = new TempFolder();
        using var backend = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        backend.Bind(new UnixDomainSocketEndPoint(folder.PathOf("echo.sock")));
        backend.Listen();
        using var stop = new CancellationTokenSource();
        var serving = EchoServer.RunAsync(backend, stop.Token);
        await using var daemon = await DaemonProcess.StartAsync(Config(folder, "0.0.0.0:0"), there.Runs);
        var port = daemon.Port;

        Task<CommandResult> client;
        do client = Command.RunAsync("ip", [.. here.Runs.Skip(1), "bash", "-c", Dialogue(port)]);
        while (!await IsSeenInHandshakeAsync(client, there, port));
        await daemon.ReloadAsync(Config(folder, $"{next}:{port}"));

        var seen = await client;
        await stop.CancelAsync();
        await serving;
        return (seen, link.Late);
    }

    /// <summary>Waits for the client's SYN; false if the client was served before that was seen.</summary>
    private static async Task<bool> IsSeenInHandshakeAsync(
        Task<CommandResult> client, NetworkNamespace server, int port)
    {
        var listed = await Eventually.GetAsync(
            "the client's SYN arrives", Loopback.Patience,
            async () => (await server.RunAsync("ss", "-Htn", "state", "syn-recv", "sport", "=", $":{port}"))
                .OrThrow().Text,
            found => found.Contains(Client) || client.IsCompleted);
        if (listed.Contains(Client)) return true;
        (await client).OrThrow();
        return false;
    }

    private static string Dialogue(int port) =>
        $"exec 3<>/dev/tcp/{Server}/{port} && echo hello >&3 && IFS= read -r line <&3 && echo \"$line\"";

    private string Config(TempFolder folder, string bind) =>
        $$"""
        engine: {{engine}}
        listeners:
          echo:
            bind: {{bind}}
            health: { type: none }
            backends: ["unix:{{folder.PathOf("echo.sock")}}"]
        """;
}
