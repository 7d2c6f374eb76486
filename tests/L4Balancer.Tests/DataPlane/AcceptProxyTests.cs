using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Listeners that take the client's address from a PROXY protocol header.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class AcceptProxyTests(TestedEngine engine) : BackendFixture
{
    private const string Header = "PROXY TCP4 192.0.2.1 198.51.100.7 51234 443\r\n";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);
    [Test]
    public async Task The_address_of_the_header_is_the_clients([Values(1, 7, 44, 45, 1000)] int size)
    {
        await using var balancer = await StartAsync();
        using var client = await Loopback.ConnectAsync(balancer.Address);
        foreach (var piece in (Header + "body").Chunk(size)) await client.SendAsync(new string(piece));
        using var server = await Loopback.AcceptAsync(Backend);
        Assert.That(await server.ReadAsync(4), Is.EqualTo("body"));
        await new RelayedSession(client, server).PingAsync();
        Assert.That(await ClientAsync(balancer), Is.EqualTo("192.0.2.1:51234"));
        client.Shutdown(SocketShutdown.Send);
        await server.ReadToEndAsync();
        server.Shutdown(SocketShutdown.Send);
        await balancer.EndedAsync(CloseReason.ClientClosed);
        await balancer.NothingLeftAsync();
        Assert.That(balancer.Pool.Counters.BytesUploaded, Is.EqualTo("body?".Length), "A header is not the client's.");
    }

    [Test]
    public async Task Every_report_of_a_session_names_its_proxy_and_that_of_another_one_none()
    {
        var records = new RecordingObserver();
        await using var balancer = await StartAsync(AcceptProxyMode.Optional, records: records);
        string proxy;
        using (var client = await Loopback.ConnectAsync(balancer.Address))
        {
            proxy = client.LocalEndPoint!.ToString()!;
            await client.SendAsync(Header);
            using var server = await Loopback.AcceptAsync(Backend);
        }

        await records.ToldAsync(SessionMoment.End);
        using (var client = await Loopback.ConnectAsync(balancer.Address))
        {
            await client.SendAsync("body");
            using var server = await Loopback.AcceptAsync(Backend);
        }

        await records.ToldAsync(SessionMoment.End, 2);
        Assert.That(
            records.Records.Select(r => r.Facts?.Proxy?.ToString()),
            Is.EqualTo(new[] { proxy, proxy, null, null }));
    }

    [TestCase("PROXY UNKNOWN\r\n")]
    [TestCase("\r\n\r\n\0\r\nQUIT\n\u0020\0\0\0")]
    public async Task A_proxy_that_speaks_for_itself_is_served_with_its_own_address(string header)
    {
        await using var balancer = await StartAsync();
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(header);
        using var server = await Loopback.AcceptAsync(Backend);
        await new RelayedSession(client, server).PingAsync();
        Assert.That(await ClientAsync(balancer), Is.EqualTo(client.LocalEndPoint!.ToString()));
    }

    [TestCase("GET / HTTP/1.1\r\n")]
    [TestCase("PROXY TCP4 192.0.2.1\r\n")]
    [TestCase("PROXY TCP4 192.0.2.1")]
    [TestCase("")]
    public async Task A_client_without_a_header_is_refused_where_one_is_required(string bytes)
    {
        // Moved only by this test: a client that is slow to speak is not refused before it has.
        var time = new ManualTime();
        await using var balancer = await StartAsync(time: time);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        if (bytes.Length > 0) await client.SendAsync(bytes);
        if (bytes.EndsWith('\n')) await balancer.EndedAsync(CloseReason.RefusedProxyHeader);
        else await balancer.PassUntilEndedAsync(time, Long, CloseReason.RefusedProxyHeader);
        await balancer.NothingLeftAsync();
        Assert.That(balancer.Counters.Bugs, Is.Zero);
    }

    [Test]
    public async Task A_monitor_that_only_connects_is_not_called_wrong()
    {
        await using var balancer = await StartAsync();
        using (var client = await Loopback.ConnectAsync(balancer.Address)) client.Shutdown(SocketShutdown.Send);
        await balancer.EndedAsync(CloseReason.ClientGone);
    }

    [TestCase("GET / HTTP/1.1\r\n", false)]
    [TestCase("PROX", true)]
    [TestCase("", true)]
    public async Task Where_a_header_is_optional_a_client_without_one_is_served_as_it_is(string bytes, bool isLate)
    {
        await using var balancer = await StartAsync(AcceptProxyMode.Optional, isLate ? Short : Long);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        if (bytes.Length > 0) await client.SendAsync(bytes);
        using var server = await Loopback.AcceptAsync(Backend);
        Assert.That(await server.ReadAsync(bytes.Length), Is.EqualTo(bytes));
        await new RelayedSession(client, server).PingAsync();
        Assert.That(await ClientAsync(balancer), Is.EqualTo(client.LocalEndPoint!.ToString()));
    }

    [Test]
    public async Task Where_a_header_is_optional_one_that_is_sent_counts_and_must_be_right()
    {
        await using var balancer = await StartAsync(AcceptProxyMode.Optional);
        using (var wrong = await Loopback.ConnectAsync(balancer.Address))
        {
            await wrong.SendAsync("PROXY TCP4 nonsense\r\n");
            await balancer.EndedAsync(CloseReason.RefusedProxyHeader);
        }

        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(Header);
        using var server = await Loopback.AcceptAsync(Backend);
        await new RelayedSession(client, server).PingAsync();
        Assert.That(await ClientAsync(balancer), Is.EqualTo("192.0.2.1:51234"));
    }

    [Test]
    public async Task A_stranger_is_refused_where_a_header_is_required()
    {
        await using var balancer = await StartAsync(trusted: "10.0.0.0/8");
        await balancer.RefusesAsync(CloseReason.RefusedProxyHeader);
        await balancer.NothingLeftAsync();
    }

    [Test]
    public async Task A_stranger_may_send_what_it_likes_where_a_header_is_optional()
    {
        await using var balancer = await StartAsync(AcceptProxyMode.Optional, trusted: "10.0.0.0/8");
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(Header);
        using var server = await Loopback.AcceptAsync(Backend);
        Assert.That(await server.ReadAsync(Header.Length), Is.EqualTo(Header));
        Assert.That(await ClientAsync(balancer), Is.EqualTo(client.LocalEndPoint!.ToString()));
    }

    private Task<RunningBalancer> StartAsync(
        AcceptProxyMode mode = AcceptProxyMode.Required, TimeSpan? timeout = null, string trusted = "127.0.0.0/8",
        RecordingObserver? records = null, ManualTime? time = null) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)],
            listener: l => l with
            {
                AcceptProxy = new AcceptProxyConfig
                {
                    Mode = mode,
                    Trusted = [IPNetwork.Parse(trusted)],
                    Timeout = timeout ?? Long,
                },
            },
            options: o => o with { Observer = records ?? o.Observer, Time = time ?? o.Time });

    private static async Task<string> ClientAsync(RunningBalancer balancer)
    {
        var list = await balancer.Balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline);
        return list.Sessions.Single().Client.ToString();
    }
}
