using System.Net.Sockets;
using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Clients go to the pool that their ClientHello asks for, and the backend gets every byte of it.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class RouteTests(TestedEngine engine)
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    private Socket _own = null!;
    private Socket _other = null!;

    [SetUp]
    public void Listen() => (_own, _other) = (Loopback.Listen(), Loopback.Listen());

    [TearDown]
    public void Close()
    {
        _own.Dispose();
        _other.Dispose();
    }

    [Test]
    public async Task A_hello_cut_at_any_offset_leads_to_its_pool_unchanged()
    {
        await using var balancer = await StartAsync();
        var hello = HelloBytes.For(RoutedBalancer.Name, "h2").Records(fragment: 90);
        for (var cut = 0; cut < hello.Length; cut++)
        {
            using var client = await Loopback.ConnectAsync(balancer.Address);
            client.NoDelay = true;
            await client.SendAsync(hello[..cut]);
            if (cut % 16 == 0) await Task.Yield();
            await client.SendAsync(hello[cut..]);
            using var server = await Loopback.AcceptAsync(_other);
            Assert.That(await server.ReadBytesAsync(hello.Length), Is.EqualTo(hello), $"cut at {cut}");
            client.Reset();
        }

        await balancer.NothingLeftAsync();
    }

    /// <summary>Post-quantum key shares, records of one byte, and more than any buffer.</summary>
    [TestCase(1216, 1 << 14)]
    [TestCase(1216, 1)]
    [TestCase(60_000, 1 << 14)]
    [TestCase(60_000, 1)]
    public async Task A_hello_of_any_size_is_routed(int keyShare, int fragment)
    {
        await using var balancer = await StartAsync(l => l with { PrereadSize = 1 << 20 });
        byte[] sent = [.. HelloBytes.For(RoutedBalancer.Name).WithKeyShare(keyShare).Records(fragment), 1, 2, 3];
        using var client = await Loopback.ConnectAsync(balancer.Address);
        var sending = client.SendAsync(sent);
        using var server = await Loopback.AcceptAsync(_other);
        Assert.That((await server.ReadBytesAsync(sent.Length)).AsSpan().SequenceEqual(sent), Is.True);
        await sending;
        await new RelayedSession(client, server).PingAsync();
        Assert.That(await balancer.PoolsAsync(), Is.EqualTo(new[] { "other" }));
    }

    [TestCase("www.example.com")]
    [TestCase(null)]
    public async Task Clients_of_other_names_are_served_by_the_pool_of_the_listener(string? name)
    {
        await using var balancer = await StartAsync();
        var hello = HelloBytes.For(name).Records();
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(hello);
        using var server = await Loopback.AcceptAsync(_own);
        Assert.That(await server.ReadBytesAsync(hello.Length), Is.EqualTo(hello));
        Assert.That(await balancer.PoolsAsync(), Is.EqualTo(new[] { "pool" }));
    }

    [Test]
    public async Task A_client_without_TLS_is_served_as_soon_as_its_first_byte_shows_it()
    {
        await using var balancer = await StartAsync();
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync("G");
        using var server = await Loopback.AcceptAsync(_own);
        Assert.That(await server.ReadAsync(1), Is.EqualTo("G"));
        await new RelayedSession(client, server).PingAsync();
    }

    [Test]
    public async Task Clients_without_a_route_are_refused_if_only_routes_count()
    {
        var records = new RecordingObserver();
        await using var balancer = await RoutedBalancer.StartAsync(
            engine, _own, [_other], l => l with { OnNoRoute = NoRouteAction.Refuse },
            options: o => o with { Observer = records });
        await RefusesAsync(balancer, CloseReason.RefusedNoRoute, HelloBytes.For("www.example.com").Records());
        await RefusesAsync(balancer, CloseReason.RefusedNoRoute, "GET"u8.ToArray());
        var ends = await records.ToldAsync(SessionMoment.End, 2);
        Assert.That(ends.Select(end => end.Facts?.ServerName), Is.EquivalentTo(["www.example.com", null]));
        await balancer.NothingLeftAsync();
    }

    [Test]
    public async Task Clients_that_keep_the_balancer_waiting_are_refused()
    {
        var hello = HelloBytes.For(RoutedBalancer.Name).Records();
        await using (var balancer = await StartAsync(l => l with { FirstByteTimeout = Short }))
            await balancer.RefusesAsync(CloseReason.RefusedSilent);
        await using var patient = await StartAsync(l => l with { PrereadTimeout = Short });
        await RefusesAsync(patient, CloseReason.RefusedPreread, hello[..^1]);
        await patient.NothingLeftAsync();
    }

    [Test]
    public async Task Hellos_that_no_server_would_accept_are_refused()
    {
        await using var balancer = await StartAsync(l => l with { PrereadSize = 1024 });
        await RefusesAsync(balancer, CloseReason.RefusedPreread, HelloBytes.For("a\0.example.com").Records());
        var large = HelloBytes.For(RoutedBalancer.Name).WithKeyShare(2000).Records();
        await RefusesAsync(balancer, CloseReason.RefusedPreread, large[..9]);
        var small = HelloBytes.For(RoutedBalancer.Name).WithKeyShare(500).Records(fragment: 1);
        await RefusesAsync(balancer, CloseReason.RefusedPreread, small[..1024]);
    }

    [Test]
    public async Task A_client_that_ends_before_its_hello_is_complete_is_gone()
    {
        await using var balancer = await StartAsync();
        foreach (var count in (int[])[0, 20])
        {
            using var client = await Loopback.ConnectAsync(balancer.Address);
            await client.SendAsync(HelloBytes.For(RoutedBalancer.Name).Records()[..count]);
            client.Shutdown(SocketShutdown.Send);
            await client.ReadToEndAsync();
        }

        await balancer.EndedAsync(CloseReason.ClientGone, 2);
        await balancer.NothingLeftAsync();
    }

    [Test]
    public async Task A_client_that_sends_its_hello_and_FIN_is_served()
    {
        await using var balancer = await StartAsync();
        var hello = HelloBytes.For(RoutedBalancer.Name).Records();
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(hello);
        client.Shutdown(SocketShutdown.Send);
        using var server = await Loopback.AcceptAsync(_other);
        Assert.That((await server.ReadToEndAsync()).Bytes, Is.EqualTo(hello));
        await server.SendAsync("answer");
        Assert.That(await client.ReadAsync(6), Is.EqualTo("answer"));
    }

    private Task<RunningBalancer> StartAsync(Func<ListenerConfig, ListenerConfig>? listener = null) =>
        RoutedBalancer.StartAsync(engine, _own, [_other], listener);

    private static async Task RefusesAsync(RunningBalancer balancer, CloseReason reason, byte[] bytes)
    {
        var before = (int)balancer.Counters.Ended(reason);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(bytes);
        var (answer, _) = await client.ReadToEndAsync();
        Assert.That(Encoding.Latin1.GetString(answer), Is.Empty);
        await balancer.EndedAsync(reason, before + 1);
    }
}
