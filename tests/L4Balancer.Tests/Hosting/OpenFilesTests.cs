using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

/// <summary>A daemon that cannot open more files refuses or pauses, and recovers.</summary>
[TestFixture, NonParallelizable]
internal sealed class OpenFilesTests
{
    private Socket _backend = null!;
    private readonly List<Socket> _sockets = [];

    [SetUp]
    public void Listen()
    {
        Needs.Programs("prlimit");
        _backend = Loopback.Listen();
    }

    [TearDown]
    public void Close()
    {
        foreach (var socket in _sockets) socket.Dispose();
        _sockets.Clear();
        _backend.Dispose();
    }

    [Test]
    public async Task Sessions_beyond_what_the_limit_at_the_start_allows_are_refused_until_there_is_room()
    {
        await using var daemon = await DaemonProcess.StartAsync(
            Config(), ["prlimit", "--nofile=800:800"], ["--log-level", "debug"]);

        // (800 - 352 - 800 / 4 - 2 * 50) / 2, see DescriptorBudget.
        const int Allowed = 74;
        Assert.That(daemon.Logged(EventIds.Started, $"at most {Allowed} sessions"), Has.Length.EqualTo(1));
        for (var i = 0; i < Allowed; i++) await SessionAsync(daemon);
        Assert.That(() => EndOfNewClientAsync(daemon), Is.EqualTo(StreamEnd.Reset));
        await daemon.LogsAsync(EventIds.SessionEnded, "ended: refused-session-limit");

        foreach (var socket in _sockets) socket.Dispose();
        await Eventually.HoldsAsync(
            () => daemon.Logged(EventIds.SessionEnded, "ended: ").Length >= Allowed + 1, () => "all sessions end");
        await SessionAsync(daemon);
        Assert.That(daemon.Logged(EventIds.AcceptPaused), Is.Empty);
    }

    [Test]
    public async Task A_full_table_of_files_pauses_accepting_without_spinning_and_clients_wait()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config());
        var (client, server) = await SessionAsync(daemon);
        await LimitAsync(daemon, daemon.OpenFiles);

        var waiting = await ConnectAsync(daemon);
        await waiting.SendAsync("early");
        await daemon.LogsAsync(EventIds.AcceptPaused, "out of file descriptors");
        var before = daemon.CpuTime;
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 100; i++)
        {
            await client.SendAsync("ping");
            Assert.That(await server.ReadAsync(4), Is.EqualTo("ping"), "Running sessions go on.");
            await Task.Delay(15);
        }

        var share = (daemon.CpuTime - before) / TimeProvider.System.GetElapsedTime(began);
        Assert.That(share, Is.LessThan(0.3), "A loop that spins takes a whole core.");

        await LimitAsync(daemon, daemon.OpenFiles + 100);
        using var late = await Loopback.AcceptAsync(_backend);
        Assert.That(await late.ReadAsync(5), Is.EqualTo("early"), "The client that waited lost nothing.");
        waiting.Dispose();
    }

    /// <summary>
    /// While it is spliced, each direction of a session whose reader stalls holds a pipe, two descriptors. The budget
    /// includes them: as many sessions as are allowed fit, with room for the threads that the runtime starts.
    /// </summary>
    [Test]
    public async Task Readers_that_stall_on_every_session_cost_nobody_a_descriptor()
    {
        const string Spliced = "relay: splice\nshutdown-grace: 0\n";
        const int Limit = 800;
        const int Allowed = 74;
        await using var daemon = await DaemonProcess.StartAsync(
            Spliced + Config("{ type: tcp, interval: 100ms, timeout: 100ms }"),
            ["prlimit", $"--nofile={Limit}:{Limit}"]);
        var writing = new List<Task>();
        for (var i = 0; i < Allowed; i++)
        {
            var (client, server) = await SessionAsync(daemon);
            writing.Add(FillAsync(client));
            writing.Add(FillAsync(server));
        }

        await Task.WhenAll(writing);
        await daemon.ReloadAsync(Spliced + Config("{ type: tcp, interval: 200ms, timeout: 100ms }"));
        Assert.That(daemon.OpenFiles, Is.LessThanOrEqualTo(Limit - Limits.SpareDescriptors));
        Assert.That(daemon.Logged(EventIds.AcceptPaused), Is.Empty);
        Assert.That(daemon.Logged(EventIds.ProbeShortage), Is.Empty);
        daemon.Signal(Signal.Terminate);
        Assert.That(await daemon.WaitForExitAsync(), Is.Zero, "A thread could be started for the signal.");
    }

    /// <summary>Sends until no more is accepted for a while.</summary>
    private static async Task FillAsync(Socket socket)
    {
        socket.FixBuffers();
        var data = new byte[64 * 1024];
        try
        {
            while (true)
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                await socket.SendAsync(data, patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The session is full in this direction.
        }
    }

    /// <summary>A refused client may see the reset while it connects.</summary>
    private static async Task<StreamEnd> EndOfNewClientAsync(DaemonProcess daemon)
    {
        try
        {
            using var client = await ConnectAsync(daemon);
            return (await client.ReadToEndAsync()).End;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return StreamEnd.Reset;
        }
    }

    private static async Task LimitAsync(DaemonProcess daemon, int files) =>
        (await Command.RunAsync("prlimit", "--pid", $"{daemon.Pid}", $"--nofile={files}:")).OrThrow();

    private static Task<Socket> ConnectAsync(DaemonProcess daemon) =>
        Loopback.ConnectAsync(NetAddress.FromIp(IPAddress.Loopback, daemon.Port));

    private async Task<(Socket Client, Socket Server)> SessionAsync(DaemonProcess daemon)
    {
        var client = await ConnectAsync(daemon);
        _sockets.Add(client);
        var server = await Loopback.AcceptAsync(_backend);
        _sockets.Add(server);
        return (client, server);
    }

    private string Config(string health = "{ type: none }") => $$"""
        listeners:
          x:
            bind: 127.0.0.1:0
            health: {{health}}
            backends: [{{Loopback.AddressOf(_backend)}}]
        """;
}
