using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Backends that get a PROXY protocol header before the client's first byte.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class SendProxyTests(TestedEngine engine)
{
    private Socket _backend = null!;

    [SetUp]
    public void Listen() => _backend = Loopback.Listen();

    [TearDown]
    public void Close() => _backend.Dispose();

    [Test]
    public async Task A_server_that_speaks_first_has_the_header_at_once()
    {
        await using var balancer = await StartAsync();
        using var client = await Loopback.ConnectAsync(balancer.Address);
        using var server = await Loopback.AcceptAsync(_backend);
        var header = HeaderOf(client);
        Assert.That(await server.ReadAsync(header.Length), Is.EqualTo(header));
        await server.SendAsync("welcome");
        Assert.That(await client.ReadAsync(7), Is.EqualTo("welcome"));
        await new RelayedSession(client, server).PingAsync();
        client.Shutdown(SocketShutdown.Send);
        Assert.That((await server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
        server.Shutdown(SocketShutdown.Send);
        await balancer.EndedAsync(CloseReason.ClientClosed);
        await balancer.NothingLeftAsync();
        Assert.That(balancer.Pool.Counters.BytesUploaded, Is.EqualTo(1), "A header is not the client's.");
    }

    [Test]
    public async Task The_header_is_before_what_the_client_has_sent_meanwhile()
    {
        await using var balancer = await StartAsync();
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync("first");
        using var server = await Loopback.AcceptAsync(_backend);
        var expected = HeaderOf(client) + "first";
        Assert.That(await server.ReadAsync(expected.Length), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_backend_that_is_tried_next_gets_a_header_of_its_own()
    {
        using var closed = Loopback.Refuse();
        await using var balancer = await StartAsync(closed);
        for (var i = 0; i < 4; i++)
        {
            using var client = await Loopback.ConnectAsync(balancer.Address);
            using var server = await Loopback.AcceptAsync(_backend);
            var header = HeaderOf(client);
            Assert.That(await server.ReadAsync(header.Length), Is.EqualTo(header));
            await new RelayedSession(client, server).PingAsync();
        }
    }

    [Test]
    public async Task An_observer_does_not_see_the_header()
    {
        await using var balancer = await StartAsync(protocol: ProtocolKind.Redis);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        using var server = await Loopback.AcceptAsync(_backend);
        await server.ReadAsync(HeaderOf(client).Length);
        await client.SendAsync("*1\r\n$4\r\nPING\r\n");
        await server.ReadAsync(14);
        await server.SendAsync("+PONG\r\n");
        await client.ReadAsync(7);
        await Eventually.GetAsync(
            "the session is known to be idle", Loopback.Patience,
            () => balancer.Balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline),
            list => list.Sessions.Single().Rest == SessionRest.Idle);
    }

    private static string HeaderOf(Socket client)
    {
        var (own, to) = ((IPEndPoint)client.LocalEndPoint!, (IPEndPoint)client.RemoteEndPoint!);
        return $"PROXY TCP4 127.0.0.1 127.0.0.1 {own.Port} {to.Port}\r\n";
    }

    private Task<RunningBalancer> StartAsync(Socket? other = null, ProtocolKind protocol = ProtocolKind.None) =>
        RunningBalancer.StartAsync(
            engine,
            other is null
                ? [Loopback.AddressOf(_backend)]
                : [Loopback.AddressOf(other), Loopback.AddressOf(_backend)],
            pool => pool with
            {
                SendProxy = new SendProxyConfig { Version = ProxyVersion.V1 }, Protocol = protocol,
                Health = pool.Health with { Fall = 100 },
            });
}
