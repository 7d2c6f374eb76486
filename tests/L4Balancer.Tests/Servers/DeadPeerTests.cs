using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers;

/// <summary>
/// A machine that vanishes sends nothing, not even RST. The Redis of these tests runs in a network namespace
/// behind a link that is cut.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class DeadPeerTests
{
    /// <summary>
    /// TCP_USER_TIMEOUT; with it the kernel also ends a connection that only sends keepalives (tcp(7)).
    /// </summary>
    private static readonly TimeSpan UserTimeout = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The kernel checks its timers when the next retransmission or keepalive is due: up to twice the timeout; plus
    /// time for a loaded machine.
    /// </summary>
    private static readonly TimeSpan Bound = 2 * UserTimeout + TimeSpan.FromSeconds(10);

    private NetworkNamespace _network = null!;
    private RedisServer _server = null!;
    private string _link = "";

    [SetUp]
    public async Task BuildNetwork()
    {
        Needs.Programs("redis-server");
        _network = await NetworkNamespace.CreateAsync();
        _link = $"{_network.Name}h";
        var net = $"10.{Random.Shared.Next(64, 128)}.{Random.Shared.Next(0, 256)}";
        await IpAsync("link", "add", _link, "type", "veth", "peer", "name", "there", "netns", _network.Name);
        await IpAsync("address", "add", $"{net}.1/30", "dev", _link);
        await IpAsync("link", "set", _link, "up");
        await _network.IpAsync("address", "add", $"{net}.2/30", "dev", "there");
        await _network.IpAsync("link", "set", "there", "up");
        _server = new RedisServer($"{net}.2", _network.Runs);
        await _server.StartAsync();
    }

    [TearDown]
    public async Task TearNetworkDown()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_network is not null) await _network.DisposeAsync();
    }

    [TestCase(true, Description = "The request is not acknowledged: TCP_USER_TIMEOUT.")]
    [TestCase(false, Description = "Nothing is on its way: keepalive.")]
    public async Task A_client_of_a_vanished_backend_is_reset(bool isAsking)
    {
        await using var daemon = await DaemonProcess.StartAsync(
            $$"""
            listeners:
              redis:
                bind: 127.0.0.1:0
                health: { type: none }
                tcp:
                  keepalive-idle: 1s
                  keepalive-interval: 1s
                  keepalive-probes: 2
                  user-timeout: {{UserTimeout.TotalSeconds}}s
                backends: [{{_server.Address}}]
            """,
            options: ["--log-level", "debug"]);
        using var client = await RedisConnection.OpenAsync("127.0.0.1", daemon.Port);
        Assert.That(await client.AskAsync("PING"), Is.EqualTo("PONG"));

        await _network.IpAsync("link", "set", "there", "down");
        var began = TimeProvider.System.GetTimestamp();
        if (isAsking) await client.SendAsync("PING");
        Assert.That(async () => await client.AnswerAsync(), Throws.InstanceOf<IOException>());
        Assert.That(TimeProvider.System.GetElapsedTime(began), Is.LessThan(Bound));
        await daemon.LogsAsync(EventIds.SessionEnded, "ended: backend-dead");
    }

    private static async Task IpAsync(params IReadOnlyList<string> arguments) =>
        (await Command.RunAsync("ip", arguments)).OrThrow();
}
