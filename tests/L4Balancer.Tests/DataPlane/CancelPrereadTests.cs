using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Tests.DataPlane.Protocols;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// The first bytes of a client of a PostgreSQL pool decide where it goes, and reach the backend unchanged.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class CancelPrereadTests(TestedEngine engine)
{
    private const string Key = "pid+key!";

    private static readonly byte[] Startup = PostgreSqlBytes.First(196608, "user\0a\0\0");
    private static readonly byte[] Request = PostgreSqlBytes.First(80877102, Key);

    private Socket _one = null!;
    private Socket _two = null!;

    [SetUp]
    public void Listen() => (_one, _two) = (Loopback.Listen(), Loopback.Listen());

    [TearDown]
    public void Close()
    {
        _one.Dispose();
        _two.Dispose();
    }

    /// <summary>The policy would pick the other backend, which has no session.</summary>
    [TestCase(16, TestName = "A cancel request goes to the backend of its key")]
    [TestCase(5, TestName = "A cancel request in two pieces goes to the backend of its key")]
    public async Task A_cancel_request(int cut)
    {
        await using var balancer = await StartAsync(TimeSpan.FromMinutes(1));
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(Startup);
        using var server = await Loopback.AcceptAsync(_one);
        await server.ReadAsync(Startup.Length);
        byte[] login =
        [
            .. PostgreSqlBytes.Message('R', "\0\0\0\0"), .. PostgreSqlBytes.Message('K', Key),
            .. PostgreSqlBytes.Ready('I'),
        ];
        await server.SendAsync(login);
        await client.ReadAsync(login.Length);

        using var canceller = await Loopback.ConnectAsync(balancer.Address);
        await canceller.SendAsync(Request.AsMemory(0, cut));
        if (cut < Request.Length) await canceller.SendAsync(Request.AsMemory(cut));
        using var cancelled = await Loopback.AcceptAsync(_one);
        var received = new byte[Request.Length];
        await using (var stream = new NetworkStream(cancelled))
            await stream.ReadExactlyAsync(received, Loopback.Deadline);
        Assert.That(received, Is.EqualTo(Request));
    }

    [TestCase("\u0016\u0003\u0001\u0002\0\u0001\0\u0001")]
    [TestCase("hello, world")]
    public async Task Whatever_else_a_client_says_first_reaches_a_backend_unchanged(string text)
    {
        await using var balancer = await StartAsync(TimeSpan.FromMinutes(1));
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(Script.Latin(text));
        using var server = await Loopback.AcceptAsync(_one);
        Assert.That(await server.ReadAsync(text.Length), Is.EqualTo(text));
    }

    [Test]
    public async Task A_silent_client_is_connected_when_a_connect_would_have_timed_out()
    {
        await using var balancer = await StartAsync(TimeSpan.FromMilliseconds(200));
        using var client = await Loopback.ConnectAsync(balancer.Address);
        using var server = await Loopback.AcceptAsync(_one);
        await client.SendAsync("late");
        Assert.That(await server.ReadAsync(4), Is.EqualTo("late"));
    }

    private Task<RunningBalancer> StartAsync(TimeSpan connect) => RunningBalancer.StartAsync(
        engine, [Loopback.AddressOf(_one), Loopback.AddressOf(_two)],
        pool => pool with
        {
            Policy = PolicyKind.First,
            Protocol = ProtocolKind.Postgresql,
            Backends = [pool.Backends[0] with { MaxConnections = 1 }, pool.Backends[1]],
            Timeouts = pool.Timeouts with { Connect = connect },
        });
}
