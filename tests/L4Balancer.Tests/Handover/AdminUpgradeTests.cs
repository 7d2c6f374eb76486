using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Handover;

/// <summary>The API answers throughout upgrades: its requests wait for the successor.</summary>
[SupportedOSPlatform("linux")]
internal sealed class AdminUpgradeTests
{
    [Test]
    public async Task No_request_is_refused_during_upgrades()
    {
        using var folder = new TempFolder();
        var path = folder.PathOf("admin.sock");
        using var taken = Loopback.Refuse();
        var port = FreePort.Pick();
        await using var daemon = await UpgradedDaemon.StartAsync(EngineKind.Native, _ => $$"""
            listeners:
              l: { bind: "127.0.0.1:0", backends: ["{{Loopback.AddressOf(taken)}}"] }
            admin: { bind: ["unix:{{path}}", "127.0.0.1:{{port}}"], socket-mode: "0600" }
            """);
        using var stop = new CancellationTokenSource();
        var asking = new[] { AskAsync(path, stop.Token), AskAsync(null, stop.Token, port) };
        for (var round = 0; round < 2; round++) await daemon.UpgradeAsync(EngineKind.Native);
        await stop.CancelAsync();
        Assert.That(await Task.WhenAll(asking), Has.All.Positive);
        Assert.That(
            File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(await AskAsync(path, new CancellationToken(canceled: true)), Is.EqualTo(1), "the last one answers");
    }

    /// <summary>Asks again and again, each time on a new connection, and at least once.</summary>
    /// <returns>How often.</returns>
    private static async Task<int> AskAsync(string? path, CancellationToken stop, int port = 80)
    {
        for (var count = 1; ; count++)
        {
            using var client = ClientOf(path);
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/v1/status"), Loopback.Deadline);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            if (stop.IsCancellationRequested) return count;
        }
    }

    private static HttpClient ClientOf(string? path)
    {
        var handler = new SocketsHttpHandler();
        if (path is null) return new HttpClient(handler);
        handler.ConnectCallback = async (_, stop) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
            return new NetworkStream(socket, ownsSocket: true);
        };
        return new HttpClient(handler);
    }
}
