using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Handover;

/// <summary>
/// A successor that cannot take the sessions takes the listening sockets, and the sessions end in the old process.
/// </summary>
[TestFixtureSource(nameof(Kinds))]
internal sealed class DeclineTests(TestedEngine engine) : BackendFixture
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly List<DaemonProcess> _started = [];

    private static IEnumerable<TestFixtureData> Kinds => [new(TestedEngine.Native), new(TestedEngine.Portable)];

    [Test]
    public async Task A_successor_of_another_version_accepts_and_the_old_process_ends_with_its_sessions()
    {
        using var folder = new TempFolder();
        var path = folder.PathOf("l.sock");
        await using var daemon = await StartAsync(graceSeconds: 60, path, "--handover-protocol", "2");
        using var before = await OpenAsync(daemon);
        await using var clients = ShortSessions.Start(4, () => EchoAsync(daemon));
        await clients.ServesAsync(20);
        daemon.Signal(Signal.User2);
        var line = await daemon.LogsAsync(EventIds.HandedListenersOver, patience: Long);
        Assert.That(line, Does.Contain("uses version 2 of the handover, and this one 1"));
        await daemon.LogsAsync(EventIds.TookListenersOver, "which keeps its sessions", patience: Long);
        await clients.ServesAsync(20);
        Assert.That(ProcessTable.With(daemon.ConfigPath), Has.Count.EqualTo(2));
        await before.PingAsync();
        before.Dispose();
        await clients.StopAsync();
        Assert.That(clients.Failed, Is.Empty);
        await Eventually.HoldsAsync(() => ProcessTable.HasEnded(daemon.Pid), () => "the old process ends");
        using var client = await Loopback.ConnectAsync(NetAddress.FromUnix(path));
        using var server = await Loopback.AcceptAsync(Backend);
        await new RelayedSession(client, server).PingAsync();
    }

    [Test]
    public async Task Sessions_that_outlive_the_grace_are_ended()
    {
        await using var daemon = await StartAsync(graceSeconds: 0, path: null, "--handover-protocol", "2");
        using var before = await OpenAsync(daemon);
        daemon.Signal(Signal.User2);
        await daemon.LogsAsync(EventIds.HandedListenersOver, patience: Long);
        await before.Client.ReadToEndAsync();
        await Eventually.HoldsAsync(() => ProcessTable.HasEnded(daemon.Pid), () => "the old process ends");
        using var later = await OpenAsync(daemon);
        await later.PingAsync();
    }

    [Test]
    public async Task A_file_that_the_successor_cannot_apply_leaves_the_old_process_serving()
    {
        using var folder = new TempFolder();
        var path = folder.PathOf("l.sock");
        await using var daemon = await StartAsync(graceSeconds: 0, path);
        using var before = await OpenAsync(daemon);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var config = await File.ReadAllTextAsync(daemon.ConfigPath);
        var conflict = $"listeners:\n  x: {{ bind: \"{taken.LocalEndpoint}\", pool: p }}";
        await File.WriteAllTextAsync(daemon.ConfigPath, config.Replace("listeners:", conflict));
        daemon.Signal(Signal.User2);
        await daemon.LogsAsync(EventIds.HandoverFailed, "address already in use", patience: Long);
        Assert.That(ProcessTable.With(daemon.ConfigPath), Is.EqualTo(new[] { daemon.Pid }));
        await before.PingAsync();
        using var later = await OpenAsync(daemon);
        await later.PingAsync();
        using var client = await Loopback.ConnectAsync(NetAddress.FromUnix(path));
        using var server = await Loopback.AcceptAsync(Backend);
        await new RelayedSession(client, server).PingAsync();
    }

    [TearDown]
    public void EndSuccessors()
    {
        foreach (var daemon in _started)
        {
            foreach (var pid in ProcessTable.With(daemon.ConfigPath)) Signals.Send(pid, Signal.Kill);
        }

        _started.Clear();
    }

    private async Task<DaemonProcess> StartAsync(int graceSeconds, string? path, params IReadOnlyList<string> options)
    {
        var config = $$"""
            engine: {{engine.Engine.ToString().ToLowerInvariant()}}
            shutdown-grace: {{graceSeconds}}s
            listeners:
              l: { bind: ["127.0.0.1:0"{{(path is null ? "" : $", \"unix:{path}\"")}}], pool: p }
            pools:
              p: { health: { type: none }, backends: ["{{Loopback.AddressOf(Backend)}}"] }
            """;
        var daemon = await DaemonProcess.StartAsync(config, options: options);
        _started.Add(daemon);
        return daemon;
    }

    private static NetAddress AddressOf(DaemonProcess daemon) => NetAddress.FromIp(IPAddress.Loopback, daemon.Port);

    private async Task<RelayedSession> OpenAsync(DaemonProcess daemon)
    {
        var session = await RelayedSession.OpenAsync(AddressOf(daemon), Backend);
        await session.PingAsync();
        return session;
    }

    /// <summary>The client speaks first; whichever connection of the backend is its own does not matter.</summary>
    private async Task EchoAsync(DaemonProcess daemon)
    {
        using var client = await ConnectAsync(daemon);
        using var server = await Loopback.AcceptAsync(Backend);
        await server.SendAsync("x"u8.ToArray());
        Assert.That(await client.ReceiveAsync(new byte[1]).WaitAsync(Loopback.Patience), Is.EqualTo(1));
    }

    private static async Task<Socket> ConnectAsync(DaemonProcess daemon)
    {
        try
        {
            return await Loopback.ConnectAsync(AddressOf(daemon));
        }
        catch (SocketException e)
        {
            throw new ConnectFailedException(e);
        }
    }
}
