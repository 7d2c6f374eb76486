using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers;

/// <summary>What clients notice when a real Redis dies, hangs, and comes back.</summary>
[TestFixture, NonParallelizable]
internal sealed class RedisFailureTests
{
    private static readonly string[] Debug = ["--log-level", "debug"];

    private RedisServer[] _servers = [];

    [OneTimeSetUp]
    public async Task StartServers() => _servers = await RedisServer.StartAsync(3);

    [SetUp]
    public async Task EnsureServersRun()
    {
        foreach (var server in _servers) await server.EnsureRunningAsync();
    }

    [OneTimeTearDown]
    public async Task StopServers()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    [TestCase("power-of-two")]
    [TestCase("round-robin")]
    public async Task A_server_killed_under_load_is_hidden_from_new_clients(string policy)
    {
        await using var daemon = await DaemonProcess.StartAsync(
            $$"""
            listeners:
              redis:
                bind: 127.0.0.1:0
                policy: {{policy}}
                health: { interval: 200ms, timeout: 2s }
                backends: [{{string.Join(", ", _servers.Select(s => s.Address))}}]
            """,
            options: Debug);
        var victim = _servers[1];
        await using var load = RedisLoad.Start(workers: 8, daemon.Port);
        await KillUnderLoad.AssertHiddenAsync(
            daemon, load, victim, sessions: 300, async () => await victim.ConnectionsReceivedAsync() > 10);
    }

    /// <summary>
    /// Two pools over the same servers. The pool with a send/expect probe takes the frozen server down, and resets the
    /// client that hangs there; the pool with a plain probe never notices, because the kernel keeps accepting.
    /// </summary>
    [Test]
    public async Task A_hung_server_is_detected_by_an_expect_probe_but_not_by_a_plain_one()
    {
        await using var daemon = await DaemonProcess.StartAsync(
            $$"""
            listeners:
              plain:
                bind: 127.0.0.1:0
                policy: first
                health: { interval: 100ms, timeout: 2s }
                backends: [{{_servers[0].Address}}, {{_servers[1].Address}}]
              asking:
                bind: 127.0.0.2:0
                policy: first
                on-down: reset
                health:
                  interval: 800ms
                  fast-interval: 200ms
                  timeout: 500ms
                  fall: 3
                  send: "PING\r\n"
                  expect: "+PONG"
                backends: [{{_servers[0].Address}}, {{_servers[1].Address}}]
            """,
            listeners: 2);
        var bound = TimeSpan.FromMilliseconds(3 * 800 + 500);
        using var plain = await OpenAsync(daemon, "plain");
        using var asking = await OpenAsync(daemon, "asking");

        var mark = daemon.Mark;
        var began = TimeProvider.System.GetTimestamp();
        await _servers[0].FreezeAsync();
        await asking.SendAsync("PING");
        await plain.SendAsync("PING");
        await daemon.LogsAsync(EventIds.BackendDown, "of pool asking", mark);
        var took = TimeProvider.System.GetElapsedTime(began);
        Assert.That(took, Is.LessThan(bound + LoadedMachine), $"interval x fall + timeout is {bound}");

        Assert.That(async () => await asking.AnswerAsync(), Throws.InstanceOf<IOException>(), "on-down: reset");
        using (var next = await OpenAsync(daemon, "asking"))
            Assert.That(await next.AskAsync("INFO", "server"), Does.Contain($"tcp_port:{_servers[1].Port}"));

        var hanging = plain.AnswerAsync();
        Assert.That(daemon.Logged(EventIds.BackendDown, "of pool plain"), Is.Empty, "The kernel goes on accepting.");
        Assert.That(hanging.IsCompleted, Is.False);

        _servers[0].Thaw();
        await daemon.LogsAsync(EventIds.BackendUp, "of pool asking", mark);
        Assert.That(await hanging, Is.EqualTo("PONG"));
        Assert.That(daemon.Logged(EventIds.BackendDown, "of pool plain"), Is.Empty);
    }

    /// <summary>The delay that a busy scheduler may add to a bound meant for a quiet machine.</summary>
    private static readonly TimeSpan LoadedMachine = TimeSpan.FromSeconds(3);

    private static async Task<RedisConnection> OpenAsync(DaemonProcess daemon, string listener)
    {
        var (host, port) = daemon.Listener(listener);
        var connection = await RedisConnection.OpenAsync(host, port);
        await connection.AskAsync("PING");
        return connection;
    }
}
