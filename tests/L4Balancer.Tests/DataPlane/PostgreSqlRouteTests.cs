using System.Net.Sockets;
using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.DataPlane.Protocols;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// PostgreSQL clients ask for TLS first: they are promised it, routed by their hello, and their backend is asked the
/// same before it gets the hello.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class PostgreSqlRouteTests(TestedEngine engine)
{
    private static readonly byte[] Ssl = PostgreSqlBytes.First(80877103);
    private static readonly byte[] Gss = PostgreSqlBytes.First(80877104);
    private static readonly byte[] Hello = HelloBytes.For(RoutedBalancer.Name, "postgresql").Records();

    private Socket _own = null!;
    private Socket _one = null!;
    private Socket _two = null!;

    [SetUp]
    public void Listen() => (_own, _one, _two) = (Loopback.Listen(), Loopback.Listen(), Loopback.Listen());

    [TearDown]
    public void Close()
    {
        _own.Dispose();
        _one.Dispose();
        _two.Dispose();
    }

    [TestCase(false, 8)]
    [TestCase(false, 1)]
    [TestCase(true, 5)]
    public async Task A_client_is_promised_TLS_and_its_backend_is_asked_for_it(bool asksForGss, int cut)
    {
        await using var balancer = await StartAsync([_one]);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        if (asksForGss)
        {
            await client.SendAsync(Gss);
            Assert.That(await client.ReadAsync(1), Is.EqualTo("N"));
        }

        await AskAsync(client, cut);
        await client.SendAsync(Hello);
        using var server = await Loopback.AcceptAsync(_one);
        Assert.That(await server.ReadBytesAsync(Ssl.Length), Is.EqualTo(Ssl));
        Assert.That(server.Available, Is.Zero, "The hello waits for the answer.");
        await server.SendAsync("S");
        Assert.That(await server.ReadBytesAsync(Hello.Length), Is.EqualTo(Hello));
        await new RelayedSession(client, server).PingAsync();
        Assert.That(await balancer.PoolsAsync(), Is.EqualTo(new[] { "other" }));
    }

    /// <summary>As after a failed connect: the client notices nothing.</summary>
    [TestCase("N", TestName = "Another backend is tried after one without TLS")]
    [TestCase("E", TestName = "Another backend is tried after one with an error")]
    [TestCase("", TestName = "Another backend is tried after one that closes")]
    [TestCase(null, TestName = "Another backend is tried after one that does not answer")]
    public async Task Another_backend_is_tried(string? answer)
    {
        var time = new ManualTime();
        await using var balancer = await StartAsync([_one, _two], time);
        var answering = AcceptAndAgreeAsync(_two);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await AskAsync(client);
        await client.SendAsync(Hello);
        using var first = await Loopback.AcceptAsync(_one);
        await first.ReadBytesAsync(Ssl.Length);
        if (answer == "") first.Dispose();
        else if (answer is not null) await first.SendAsync(answer);
        else await PassUntilOverAsync(balancer, time, first);
        using var second = await answering;
        Assert.That(await second.ReadBytesAsync(Hello.Length), Is.EqualTo(Hello));
        await new RelayedSession(client, second).PingAsync();
        var failures = balancer.Balancer.Table.Pools["other"].Set.All
            .Sum(backend => backend.Counters.ConnectFailures);
        Assert.That(failures, Is.EqualTo(answer == "N" ? 0 : 1), "A backend without TLS has not failed.");
    }

    [Test]
    public async Task The_session_ends_when_no_backend_has_TLS()
    {
        await using var balancer = await StartAsync([_one]);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await AskAsync(client);
        await client.SendAsync(Hello);
        using var server = await Loopback.AcceptAsync(_one);
        await server.ReadBytesAsync(Ssl.Length);
        await server.SendAsync("N");
        Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        await balancer.EndedAsync(CloseReason.RefusedConnectFailed);
        await balancer.NothingLeftAsync();
    }

    [Test]
    public async Task A_client_that_asked_for_TLS_must_begin_it()
    {
        await using var balancer = await StartAsync([_one]);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await AskAsync(client);
        await client.SendAsync("plain");
        await client.ReadToEndAsync();
        await balancer.EndedAsync(CloseReason.RefusedPreread);
    }

    [TestCase("\0\0\0\u0009\0\u0003\0\0\0", TestName = "A plain startup goes to the pool of the listener")]
    [TestCase("\0\0\0\u0010\u0004\u00D2\u0016\u002Epid+key!", TestName = "A cancel request goes there too")]
    public async Task Without_TLS_a_client_has_no_route(string first)
    {
        var sent = Encoding.Latin1.GetBytes(first);
        await using var balancer = await StartAsync([_one]);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(sent);
        using var server = await Loopback.AcceptAsync(_own);
        Assert.That(await server.ReadBytesAsync(sent.Length), Is.EqualTo(sent));
    }

    [Test]
    public async Task A_client_that_begins_with_TLS_is_routed_like_any_other()
    {
        await using var balancer = await StartAsync([_one]);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(Hello);
        using var server = await Loopback.AcceptAsync(_one);
        Assert.That(await server.ReadBytesAsync(Hello.Length), Is.EqualTo(Hello));
    }

    [Test]
    public async Task A_header_for_the_backend_is_before_the_question_and_the_hello_after_it()
    {
        await using var balancer = await StartAsync(
            [_one], send: new SendProxyConfig { Version = ProxyVersion.V1 });
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await AskAsync(client);
        await client.SendAsync(Hello);
        using var server = await Loopback.AcceptAsync(_one);
        var header = SendProxyTests.HeaderOf(client);
        Assert.That(await server.ReadAsync(header.Length), Is.EqualTo(header));
        Assert.That(await server.ReadBytesAsync(Ssl.Length), Is.EqualTo(Ssl));
        await server.SendAsync("S");
        Assert.That(await server.ReadBytesAsync(Hello.Length), Is.EqualTo(Hello), "No second header.");
        await new RelayedSession(client, server).PingAsync();
    }

    /// <param name="time">Moved only by the test: a slow machine makes nobody late.</param>
    private Task<RunningBalancer> StartAsync(
        Socket[] other, ManualTime? time = null, SendProxyConfig? send = null) =>
        RoutedBalancer.StartAsync(
            engine, _own, other, send: send, options: o => o with { Time = time ?? new ManualTime() });

    /// <summary>Advances the time in steps that are too short for the backend that is asked next to be late.</summary>
    private static Task<bool> PassUntilOverAsync(RunningBalancer balancer, ManualTime time, Socket first) =>
        Eventually.GetAsync(
            "the connection to the first one ends", Loopback.Patience,
            async () =>
            {
                await balancer.PassAsync(time, new TimeoutsConfig().Connect / 2);
                return first.Poll(0, SelectMode.SelectRead);
            },
            isOver => isOver);

    private static async Task<Socket> AcceptAndAgreeAsync(Socket backend)
    {
        var server = await Loopback.AcceptAsync(backend);
        await server.ReadBytesAsync(Ssl.Length);
        await server.SendAsync("S");
        return server;
    }

    private static async Task AskAsync(Socket client, int cut = 8)
    {
        await client.SendAsync(Ssl[..cut]);
        if (cut < Ssl.Length) await client.SendAsync(Ssl[cut..]);
        Assert.That(await client.ReadAsync(1), Is.EqualTo("S"));
    }
}
