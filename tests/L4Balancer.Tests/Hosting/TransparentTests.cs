using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

/// <summary>
/// A router between clients and a Redis, with the balancer on it, as docs/sockets.md sets it up: Redis tells from where
/// it is connected.
/// </summary>
[TestFixture("native"), TestFixture("portable")]
[Platform("Linux")]
internal sealed class TransparentTests(string engine)
{
    private const string Client = "10.98.0.2";
    private const string Router = "10.98.0.1";
    private const string Server = "10.99.0.2";

    /// <summary>Packets for sockets of the balancer stay here, whatever their address.</summary>
    private const string Rules =
        """
        table inet l4balancer {
          chain prerouting {
            type filter hook prerouting priority mangle; policy accept;
            meta l4proto tcp socket transparent 1 meta mark set 1 accept
            iifname "front" ip daddr 10.99.0.2 tcp dport 6379 tproxy ip to :6446 meta mark set 1 accept
          }
          chain output {
            type filter hook output priority mangle; policy accept;
            oifname "back" meta mark 7 counter
          }
        }
        """;

    private NetworkNamespace _client = null!;
    private NetworkNamespace _router = null!;
    private NetworkNamespace _server = null!;
    private TestProcess _redis = null!;
    private TempFolder _folder = null!;

    [SetUp]
    public async Task ConnectAsync()
    {
        Needs.Programs("ip", "nft", "setpriv", "redis-server", "redis-cli");
        _folder = new TempFolder();
        (_client, _router, _server) = (
            await NetworkNamespace.CreateAsync(), await NetworkNamespace.CreateAsync(),
            await NetworkNamespace.CreateAsync());
        await LinkAsync(_client, Client, "front", Router);
        await LinkAsync(_server, Server, "back", "10.99.0.1");
        await File.WriteAllTextAsync(_folder.PathOf("rules"), Rules);
        (await _router.RunAsync("nft", "-f", _folder.PathOf("rules"))).OrThrow();
        await _router.IpAsync("rule", "add", "fwmark", "1", "lookup", "100");
        await _router.IpAsync("route", "add", "local", "default", "dev", "lo", "table", "100");
        _redis = TestProcess.Start(
            [.. _server.Runs, "redis-server", "--bind", Server, "--save", "", "--protected-mode", "no"]);
        await Eventually.HoldsAsync(
            () => _redis.Output.Since(0).Any(line => line.Contains("Ready to accept", StringComparison.Ordinal)),
            () => "Redis starts");
    }

    [TearDown]
    public async Task RemoveAsync()
    {
        await _redis.DisposeAsync();
        foreach (var network in new[] { _client, _router, _server }) await network.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task A_server_sees_the_address_of_the_client()
    {
        await using var daemon = await StartAsync("source: { transparent: true, interface: back, mark: 7 }");
        Assert.That(await SeenAsync(Router, daemon.Port), Does.StartWith($"{Client}:"));
        var counted = (await _router.RunAsync("nft", "list", "chain", "inet", "l4balancer", "output")).OrThrow().Text;
        Assert.That(counted, Does.Match("counter packets [1-9]"));
    }

    /// <summary>The client connects to Redis, and Redis is connected by the client, as far as both can see.</summary>
    [Test]
    public async Task Neither_side_sees_the_balancer()
    {
        await using var daemon = await StartAsync("source: { transparent: true }", "0.0.0.0:6446", "transparent: true");
        Assert.That(await SeenAsync(Server, 6379), Does.StartWith($"{Client}:"));
    }

    [Test]
    public async Task An_address_that_nobody_has_yet_is_bound_and_used()
    {
        await using var daemon = await StartAsync(
            "source: { addresses: 10.97.0.7, freebind: true }", "10.97.0.1:6447", "freebind: true");
        await _server.IpAsync("route", "replace", "10.97.0.0/24", "via", "10.99.0.1");
        await _router.IpAsync("address", "add", "10.97.0.7/32", "dev", "lo");
        await _router.IpAsync("address", "add", "10.97.0.1/32", "dev", "lo");
        Assert.That(await SeenAsync("10.97.0.1", daemon.Port), Does.StartWith("10.97.0.7:"));
    }

    [Test]
    public async Task Without_the_capability_the_log_says_which_one_is_missing()
    {
        await using var daemon = await DaemonProcess.StartAsync(
            Config("source: { transparent: true }", $"{Router}:0", ""),
            [.. _router.Runs, "setpriv", "--bounding-set=-net_admin,-net_raw"]);
        await _client.RunAsync("redis-cli", "-h", Router, "-p", $"{daemon.Port}", "PING");
        var line = await daemon.LogsAsync(EventIds.LocalShortage);
        Assert.That(line, Does.Contain("IP_TRANSPARENT is not permitted (CAP_NET_RAW or CAP_NET_ADMIN)"));
    }

    /// <summary>A pair of interfaces; the router is the way to everything.</summary>
    private async Task LinkAsync(NetworkNamespace host, string address, string name, string router)
    {
        await host.IpAsync("link", "add", "eth0", "type", "veth", "peer", "name", name, "netns", _router.Name);
        await host.IpAsync("address", "add", $"{address}/24", "dev", "eth0");
        await _router.IpAsync("address", "add", $"{router}/24", "dev", name);
        await host.IpAsync("link", "set", "eth0", "up");
        await _router.IpAsync("link", "set", name, "up");
        await host.IpAsync("route", "add", "default", "via", router);
    }

    private Task<DaemonProcess> StartAsync(string source, string bind = $"{Router}:0", string socket = "") =>
        DaemonProcess.StartAsync(Config(source, bind, socket), _router.Runs);

    /// <summary>The address from which Redis is connected, by its own account.</summary>
    private async Task<string> SeenAsync(string host, int port)
    {
        var info = (await _client.RunAsync("redis-cli", "-h", host, "-p", $"{port}", "CLIENT", "LIST")).OrThrow().Text;
        var own = info.Split('\n').Single(line => line.Contains("cmd=client", StringComparison.Ordinal));
        return own.Split(' ').Single(word => word.StartsWith("addr=", StringComparison.Ordinal))["addr=".Length..];
    }

    private string Config(string source, string bind, string socket) =>
        $$"""
        engine: {{engine}}
        listeners:
          redis: { bind: "{{bind}}", pool: redis, socket: { {{socket}} } }
        pools:
          redis:
            health: { type: none }
            {{source}}
            backends: ["{{Server}}:6379"]
        """;
}
