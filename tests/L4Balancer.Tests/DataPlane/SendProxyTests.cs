using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.DataPlane.Protocols;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Backends that get a PROXY protocol header before the client's first byte.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class SendProxyTests(TestedEngine engine) : BackendFixture
{
    [Test]
    public async Task A_server_that_speaks_first_has_the_header_at_once()
    {
        await using var balancer = await StartAsync();
        using var client = await Loopback.ConnectAsync(balancer.Address);
        using var server = await Loopback.AcceptAsync(Backend);
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
        using var server = await Loopback.AcceptAsync(Backend);
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
            using var server = await Loopback.AcceptAsync(Backend);
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
        using var server = await Loopback.AcceptAsync(Backend);
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

    /// <summary>
    /// A cancel request that shows itself only after encryption was refused: the session connects once more, to the
    /// backend of the key.
    /// </summary>
    [Test]
    public async Task A_session_that_moves_to_the_backend_of_its_cancel_request_begins_with_a_header_there()
    {
        const string Key = "pid+key!";
        var (ssl, request) = (PostgreSqlBytes.First(80877103), PostgreSqlBytes.First(80877102, Key));
        using var two = Loopback.Listen();
        await using var balancer = await StartAsync(two, ProtocolKind.Postgresql, pool => pool with
        {
            Policy = PolicyKind.First,
            Backends = [pool.Backends[0] with { MaxConnections = 1 }, pool.Backends[1]],
        });
        using var client = await Loopback.ConnectAsync(balancer.Address);
        var startup = PostgreSqlBytes.First(196608, "user\0a\0\0");
        await client.SendAsync(startup, Loopback.Deadline);
        using var first = await Loopback.AcceptAsync(two);
        await first.ReadAsync(HeaderOf(client).Length + startup.Length);
        byte[] login = [.. PostgreSqlBytes.Message('K', Key), .. PostgreSqlBytes.Ready('I')];
        await first.SendAsync(login, Loopback.Deadline);
        await client.ReadAsync(login.Length);

        using var canceller = await Loopback.ConnectAsync(balancer.Address);
        await canceller.SendAsync(ssl, Loopback.Deadline);
        var header = HeaderOf(canceller);
        using var other = await Loopback.AcceptAsync(Backend);
        Assert.That(await other.ReadAsync(header.Length), Is.EqualTo(header));
        Assert.That(await other.ReadBytesAsync(ssl.Length), Is.EqualTo(ssl));
        await other.SendAsync("N");
        Assert.That(await canceller.ReadAsync(1), Is.EqualTo("N"));
        await canceller.SendAsync(request, Loopback.Deadline);
        using var cancelled = await Loopback.AcceptAsync(two);
        Assert.That(await cancelled.ReadAsync(header.Length), Is.EqualTo(header));
        Assert.That(await cancelled.ReadBytesAsync(request.Length), Is.EqualTo(request));
    }

    /// <summary>That of version 1 for a client of the balancer.</summary>
    public static string HeaderOf(Socket client)
    {
        var (own, to) = ((IPEndPoint)client.LocalEndPoint!, (IPEndPoint)client.RemoteEndPoint!);
        return $"PROXY TCP4 127.0.0.1 127.0.0.1 {own.Port} {to.Port}\r\n";
    }

    private Task<RunningBalancer> StartAsync(
        Socket? other = null, ProtocolKind protocol = ProtocolKind.None, Func<PoolConfig, PoolConfig>? more = null) =>
        RunningBalancer.StartAsync(
            engine,
            other is null
                ? [Loopback.AddressOf(Backend)]
                : [Loopback.AddressOf(other), Loopback.AddressOf(Backend)],
            pool => (more?.Invoke(pool) ?? pool) with
            {
                SendProxy = new SendProxyConfig { Version = ProxyVersion.V1 },
                Protocol = protocol,
                Health = pool.Health with { Fall = 100 },
            });
}
