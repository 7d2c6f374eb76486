using System.Net;
using L4Balancer.Core;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

/// <summary>
/// On a system that lacks a requirement of the native engine the next best engine runs, and logs that once. strace(1)
/// simulates such a system by making the calls fail.
/// </summary>
[TestFixture, Platform("Linux"), NonParallelizable]
internal sealed class EngineFallbackTests
{
    [Test]
    public Task With_everything_there_the_native_engine_runs() => CheckAsync([], "native", []);

    [Test]
    public Task Without_splice_bytes_are_copied() =>
        CheckAsync(Failing("splice"), "native", [EventIds.NoSplice]);

    /// <summary>Only the first call fails: the portable engine's framework uses epoll here too.</summary>
    [Test]
    public Task Without_epoll_the_portable_engine_runs() =>
        CheckAsync(Failing("epoll_create1", ":when=1"), "portable", [EventIds.NoNativeEngine]);

    /// <summary>The daemon remains the child of the test: strace runs detached (-D).</summary>
    private static string[] Failing(string call, string when = "") =>
        ["strace", "-D", "-f", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:error=ENOSYS{when}"];

    private static async Task CheckAsync(string[] surroundings, string engine, int[] warnings)
    {
        Needs.Programs("strace");
        using var backend = Loopback.Listen();
        var config = $"listeners: {{ l: {{ bind: '127.0.0.1:0', backends: ['{Loopback.AddressOf(backend)}'] }} }}\n";
        await using var daemon = await DaemonProcess.StartAsync(config, surroundings);
        Assert.That(daemon.Logged(EventIds.Started, $"serves with the {engine} engine"), Has.Length.EqualTo(1));
        foreach (var id in (int[])[EventIds.NoSplice, EventIds.NoNativeEngine])
            Assert.That(daemon.Logged(id), Has.Length.EqualTo(warnings.Contains(id) ? 1 : 0), $"event {id}");
        using var session =
            await RelayedSession.OpenAsync(NetAddress.FromIp(IPAddress.Loopback, daemon.Port), backend);
        await session.PingAsync();
        var bulk = new string('x', 1_000_000);
        var received = session.Client.ReadAsync(bulk.Length);
        await session.Server.SendAsync(bulk);
        Assert.That(await received, Is.EqualTo(bulk));
    }
}
