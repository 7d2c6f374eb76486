using System.Net;
using System.Net.Sockets;
using System.Text;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// Real HAProxy and nginx in front of the balancer and behind it. The last server returns every byte that it gets, so
/// the client sees which address was passed on.
/// </summary>
[TestFixture(EngineKind.Native)]
[TestFixture(EngineKind.Portable)]
internal sealed class ProxyInteropTests(EngineKind engine)
{
    private readonly TestedEngine _engine = new(engine, RelayKind.Adaptive);
    private CancellationTokenSource _stop = null!;
    private Socket _server = null!;
    private Task _serving = null!;

    [SetUp]
    public void Start()
    {
        (_stop, _server) = (new CancellationTokenSource(), Loopback.Listen());
        _serving = EchoServer.RunAsync(_server, _stop.Token);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _server.Dispose();
        _stop.Dispose();
    }

    [TestCase("haproxy", "send-proxy")]
    [TestCase("haproxy", "send-proxy-v2")]
    [TestCase("haproxy", "send-proxy-v2 proxy-v2-options crc32c,unique-id")]
    [TestCase("nginx", "proxy_protocol on;")]
    public async Task The_client_of_a_proxy_in_front_is_the_client_here(string name, string send)
    {
        await using var balancer = await StartAsync(
            Loopback.AddressOf(_server), new SendProxyConfig { Version = ProxyVersion.V1 }, AcceptProxyMode.Required);
        await using var proxy = new ProxyInterop(name, balancer.Address.Port, "", send);
        await proxy.StartAsync();
        var (port, received) = await ExchangeAsync(proxy.Port);
        Assert.That(received, Is.EqualTo($"PROXY TCP4 127.0.0.1 127.0.0.1 {port} {proxy.Port}\r\nbody"));
        Assert.That(balancer.Counters.Bugs, Is.Zero);
    }

    [Test]
    public async Task A_server_behind_believes_what_is_sent(
        [Values("haproxy", "nginx")] string name, [Values] ProxyVersion version, [Values] bool hasTlvs)
    {
        var tlvs = hasTlvs && version == ProxyVersion.V2
            ? new ValueList<ProxyTlv>(Enum.GetValues<ProxyTlv>())
            : ValueList<ProxyTlv>.Empty;
        await using var proxy = name == "haproxy"
            ? new ProxyInterop(name, Loopback.AddressOf(_server).Port, "accept-proxy", "send-proxy")
            : new ProxyInterop(
                name, Loopback.AddressOf(_server).Port, "proxy_protocol",
                "set_real_ip_from 127.0.0.1; proxy_protocol on;");
        await proxy.StartAsync();
        var address = NetAddress.FromIp(IPAddress.Loopback, proxy.Port);
        await using var balancer = await StartAsync(address, new SendProxyConfig { Version = version, Tlvs = tlvs });
        var (port, received) = await ExchangeAsync(balancer.Address.Port);
        Assert.That(received, Does.StartWith($"PROXY TCP4 127.0.0.1 127.0.0.1 {port} ").And.EndWith("\r\nbody"));
    }

    private Task<RunningBalancer> StartAsync(
        NetAddress backend, SendProxyConfig send, AcceptProxyMode? accept = null) =>
        RunningBalancer.StartAsync(
            _engine, [backend], pool => pool with { SendProxy = send },
            listener => accept is not { } mode ? listener : listener with
            {
                AcceptProxy = new AcceptProxyConfig { Mode = mode, Trusted = [IPNetwork.Parse("127.0.0.0/8")] },
            });

    private static async Task<(int Port, string Received)> ExchangeAsync(int port)
    {
        using var client = await Loopback.ConnectAsync(NetAddress.FromIp(IPAddress.Loopback, port));
        var own = ((IPEndPoint)client.LocalEndPoint!).Port;
        await client.SendAsync("body");
        client.Shutdown(SocketShutdown.Send);
        return (own, Encoding.ASCII.GetString((await client.ReadToEndAsync()).Bytes));
    }
}
