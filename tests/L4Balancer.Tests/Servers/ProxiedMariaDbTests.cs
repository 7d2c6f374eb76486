using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.ProxyProtocol;
using L4Balancer.Core.Sessions;
using L4Balancer.Probes.MySql;
using L4Balancer.Probes.Streams;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Probes;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers;

/// <summary>
/// A real MariaDB that takes the client's address from our PROXY protocol header, which we took from the one of a proxy
/// in front.
/// </summary>
internal sealed class ProxiedMariaDbTests
{
    private MariaDbServer _server = null!;

    private NetAddress Server => NetAddress.FromIp(IPAddress.Loopback, _server.Port);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = new MariaDbServer(
            null, "--skip-name-resolve", "--proxy-protocol-networks=127.0.0.1,::1,localhost");
        await _server.InstallAsync();
        await _server.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task The_server_sees_the_client_of_the_proxy_in_front(
        [Values(EngineKind.Native, EngineKind.Portable)] EngineKind engine, [Values] ProxyVersion inFront,
        [Values] ProxyVersion sent, [Values("203.0.113.7", "2001:db8::7")] string client)
    {
        await using var balancer = await StartAsync(engine, new SendProxyConfig
        {
            Version = sent,
            Tlvs = sent == ProxyVersion.V2 ? new ValueList<ProxyTlv>(Enum.GetValues<ProxyTlv>()) : [],
        });
        using var socket = await Loopback.ConnectAsync(balancer.Address);
        await socket.SendAsync(HeaderFor(inFront, client));
        await using var session = new Session(socket, Server);
        Assert.That(await session.LogInAsync(MariaDbServer.User), Is.Null);
        Assert.That(await session.AskAsync("SELECT USER()"), Is.EqualTo($"app@{client}"));
        Assert.That(
            await session.AskAsync("SELECT HOST FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID()"),
            Is.EqualTo($"{client}:51234"));
        var list = await balancer.Balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline);
        Assert.That(list.Sessions.Single().Client.ToIp(), Is.EqualTo(IPAddress.Parse(client)));
    }

    [Test]
    public async Task A_client_of_the_balancer_itself_is_seen_with_its_own_address(
        [Values(EngineKind.Native, EngineKind.Portable)] EngineKind engine, [Values] ProxyVersion sent)
    {
        await using var balancer = await StartAsync(engine, new SendProxyConfig { Version = sent }, accepts: false);
        using var socket = await Loopback.ConnectAsync(balancer.Address);
        await using var session = new Session(socket, Server);
        Assert.That(await session.LogInAsync(MariaDbServer.User), Is.Null);
        Assert.That(
            await session.AskAsync("SELECT HOST FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID()"),
            Is.EqualTo(socket.LocalEndPoint!.ToString()), "The port is the client's, too.");
    }

    /// <summary>The header of a probe says that the balancer speaks for itself: the server keeps its address.</summary>
    [Test]
    public async Task Probes_are_understood_and_come_from_the_balancer(
        [Values] ProxyVersion version, [Values] bool hasLogin)
    {
        var probes = new SqlProbes(null, (MariaDbServer.User, ""));
        var health = new HealthConfig { Type = ProbeKind.Mysql };
        if (hasLogin)
        {
            health = health with
            {
                Login = SqlProbes.Login(MariaDbServer.User),
                Query = new ProbeQueryConfig { Sql = "SELECT USER()", Expect = "app@127.0.0.1" },
            };
        }

        var outcome = await probes.Make(health, version).RunAsync(Server, Loopback.Deadline);
        Assert.That((outcome.IsGood, outcome.Cause), Is.EqualTo((true, "")));
    }

    private Task<RunningBalancer> StartAsync(EngineKind engine, SendProxyConfig send, bool accepts = true) =>
        RunningBalancer.StartAsync(
            new TestedEngine(engine, RelayKind.Adaptive), [Server],
            pool => pool with { SendProxy = send, Protocol = ProtocolKind.Mysql },
            listener => accepts
                ? listener with { AcceptProxy = new AcceptProxyConfig { Trusted = [IPNetwork.Parse("127.0.0.0/8")] } }
                : listener);

    private static byte[] HeaderFor(ProxyVersion version, string client)
    {
        var ip = IPAddress.Parse(client);
        var to = IPAddress.Parse(ip.AddressFamily == AddressFamily.InterNetwork ? "198.51.100.7" : "2001:db8::1");
        var header = new byte[Limits.ProxyHeaderSentMax];
        var facts = new ProxyFacts(
            new ClientAddress(ip.GetAddressBytes(), 51234), new ClientAddress(to.GetAddressBytes(), 3306), 1);
        return header[..ProxyHeaderWriter.Write(header, new SendProxyConfig { Version = version }, facts)];
    }

    /// <summary>The client's end of a session with the server.</summary>
    private sealed class Session : IAsyncDisposable
    {
        private readonly ProbeStream _stream;
        private readonly MySqlPackets _packets;
        private readonly MySqlSession _session;

        public Session(Socket socket, NetAddress server)
        {
            var services = RunningProbes.Services(_ => default, new FaultLog(TimeProvider.System));
            _stream = new ProbeStream(socket, new NetworkStream(socket, ownsSocket: false), server, services);
            _packets = new MySqlPackets(_stream);
            _session = new MySqlSession(_packets);
        }

        /// <returns>Null if the server lets the user in.</returns>
        public async Task<MySqlError?> LogInAsync(string user)
        {
            var greeting = MySqlGreeting.Parse(await _packets.ReadAsync(Loopback.Deadline));
            var login = new MySqlLogin(_stream, _packets, greeting, new MySqlPassword(null));
            return await login.RunAsync(user, database: null, tls: null, Loopback.Deadline);
        }

        public async Task<string?> AskAsync(string sql) =>
            (await _session.AskAsync(sql, rowsKept: 1, Loopback.Deadline)).Rows.Single()[0];

        public ValueTask DisposeAsync() => _stream.DisposeAsync();
    }
}
