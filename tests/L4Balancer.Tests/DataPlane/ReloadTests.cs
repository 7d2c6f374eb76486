using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>A new configuration comes into force without a client noticing, or not at all.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class ReloadTests(TestedEngine engine)
{
    private Socket _one = null!;
    private Socket _two = null!;

    [SetUp]
    public void Listen() => (_one, _two) = (Loopback.Listen(backlog: 1000), Loopback.Listen(backlog: 1000));

    [TearDown]
    public void Close()
    {
        _one.Dispose();
        _two.Dispose();
    }

    [Test]
    public async Task Running_sessions_go_on_when_everything_around_them_changes()
    {
        await using var balancer = await StartAsync(_one);
        using var session = await balancer.OpenAsync(_one);
        await balancer.ReloadAsync(Config(
            [_two], pool => pool with { Policy = PolicyKind.RoundRobin, Retries = 1 },
            listener => listener with { MaxConnections = 7 }));
        await session.PingAsync();
        using var next = await balancer.OpenAsync(_two);
        await next.PingAsync();
        await session.PingAsync();
    }

    [Test]
    public async Task A_removed_backend_drains_and_the_counters_of_the_others_survive()
    {
        await using var balancer = await StartAsync(_one, _two);
        using var onOne = await balancer.OpenAsync(_one);
        await balancer.ReloadAsync(Config([_one], First));
        Assert.That((balancer.Backend(_one).Counters.Active, balancer.Backend(_one).Counters.Picks),
            Is.EqualTo((1, 1L)));
        await balancer.ReloadAsync(Config([_two], First));
        using var onTwo = await balancer.OpenAsync(_two);
        await onOne.PingAsync();
        await onTwo.PingAsync();
    }

    /// <summary>According to the configuration, they all have the same address.</summary>
    [Test]
    public async Task Listeners_on_ports_of_the_kernels_choice_keep_them_in_any_order()
    {
        await using var balancer = await StartAsync(_one);
        await balancer.ReloadAsync(Named("listener", "gone", "other"));
        var before = PortsOf(balancer);
        await balancer.ReloadAsync(Named("new", "other", "newer", "listener"));
        var after = PortsOf(balancer);
        Assert.That((after["listener"], after["other"]), Is.EqualTo((before["listener"], before["other"])));
        Assert.That(after.Values, Is.Unique);

        BalancerConfig Named(params string[] names)
        {
            var config = Config([_one]);
            return config with { Listeners = [.. names.Select(name => config.Listeners[0] with { Name = name })] };
        }

        static Dictionary<string, int> PortsOf(RunningBalancer balancer) =>
            balancer.Balancer.Engine.Bound.ToDictionary(b => b.Listener, b => b.Actual.Port);
    }

    [Test]
    public async Task Changed_limits_and_policies_hold_for_the_next_client()
    {
        await using var balancer = await StartAsync(_one);
        using var session = await balancer.OpenAsync(_one);
        await balancer.ReloadAsync(Config([_one], listener: l => l with { MaxConnections = 1 }));
        await balancer.RefusesAsync(CloseReason.RefusedListenerFull);
        await balancer.ReloadAsync(Config([_one, _two], pool => pool with
        {
            Policy = PolicyKind.First,
            Backends = [pool.Backends[0] with { MaxConnections = 1 }, pool.Backends[1]],
        }));
        using var elsewhere = await balancer.OpenAsync(_two);
        await elsewhere.PingAsync();
    }

    [Test]
    public async Task Changed_weights_hold_for_the_next_clients()
    {
        await using var balancer = await StartAsync(_one, _two);
        await balancer.ReloadAsync(Config(
            [_one, _two], pool => pool with { Policy = PolicyKind.RoundRobin, Backends = Heavier(pool.Backends) }));
        var (one, two) = (balancer.Backend(_one).Counters, balancer.Backend(_two).Counters);
        // They stay: a client that resets before it is served gets no backend.
        var clients = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Loopback.ConnectAsync(balancer.Address)));
        await Eventually.HoldsAsync(() => one.Picks + two.Picks == 8, () => "all are picked for");
        foreach (var client in clients) client.Reset();
        Assert.That((one.Picks, two.Picks), Is.EqualTo((2L, 6L)));
        static List<BackendConfig> Heavier(IReadOnlyList<BackendConfig> b) => [b[0], b[1] with { Weight = 3 }];
    }

    [Test]
    public async Task A_listener_may_come_and_another_may_go()
    {
        await using var balancer = await StartAsync(_one);
        var first = balancer.Address;
        using var session = await balancer.OpenAsync(_one);
        var second = new ListenerConfig { Name = "second", Pool = "pool", Bind = [FreeIpv6()] };
        await balancer.ReloadAsync(Config([_one], config: c => c with { Listeners = [second] }));
        Assert.That(balancer.Balancer.Engine.Bound.Select(b => b.Listener), Is.EqualTo(new[] { "second" }));
        using var next = await balancer.OpenAsync(_one);
        await next.PingAsync();
        await session.PingAsync();
        await Eventually.HoldsAsync(() => !CanConnect(first), () => "the old address is closed");
    }

    [Test]
    public async Task An_address_that_moves_to_another_listener_stays_open_and_gets_its_limits()
    {
        await using var balancer = await StartAsync(_one);
        var address = balancer.Address;
        using var session = await balancer.OpenAsync(_one);
        await balancer.ReloadAsync(Config([_one], listener: l => l with { Name = "renamed", MaxConnections = 1 }));
        Assert.That(balancer.Address, Is.EqualTo(address));
        using var next = await balancer.OpenAsync(_one);
        await next.PingAsync();
        await balancer.RefusesAsync(CloseReason.RefusedListenerFull);
        await session.PingAsync();
    }

    [Test]
    public async Task An_address_that_cannot_be_bound_leaves_everything_as_it_was()
    {
        await using var balancer = await StartAsync(_one);
        var (bound, generation) = (balancer.Balancer.Engine.Bound, balancer.Balancer.Table.Generation);
        var free = FreeIpv6();
        var taken = new BindAddress(Loopback.AddressOf(_two), IsDualStack: false);
        var bad = new ListenerConfig { Name = "bad", Pool = "pool", Bind = [free, taken] };
        Assert.That(
            async () => await balancer.ReloadAsync(
                Config([_two], config: c => c with { Listeners = [.. c.Listeners, bad] })),
            Throws.TypeOf<ListenerBindException>().With.Message
                .Contains($"listeners.bad.bind: {taken} cannot be bound: address already in use"));
        Assert.That(balancer.Balancer.Engine.Bound, Is.EqualTo(bound));
        Assert.That(balancer.Balancer.Table.Generation, Is.EqualTo(generation));
        using var session = await balancer.OpenAsync(_one);
        await session.PingAsync();
    }

    /// <summary>Two processes of one user could share a port by SO_REUSEPORT without anyone noticing.</summary>
    [Test]
    public async Task A_second_balancer_on_the_same_address_is_refused_and_the_first_serves_on()
    {
        await using var balancer = await StartAsync(_one);
        var same = new BindAddress(balancer.Address, IsDualStack: false);
        for (var i = 0; i < 5; i++)
        {
            Assert.That(
                async () => await RunningBalancer.StartAsync(
                    engine, [Loopback.AddressOf(_two)], listener: l => l with { Bind = [same] }),
                Throws.TypeOf<ListenerBindException>().With.Message
                    .EqualTo($"listeners.listener.bind: {same} cannot be bound: address already in use"));
            using var session = await balancer.OpenAsync(_one);
            await session.PingAsync();
        }
    }

    [Test]
    public async Task Clients_who_wait_in_the_queue_of_a_listener_that_goes_are_served()
    {
        // The pool is removed together with its listener, so the last clients depend on the previous table.
        for (var round = 0; round < 10; round++)
        {
            await using var balancer = await StartAsync(_one);
            var address = balancer.Address;
            var clients = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Loopback.ConnectAsync(address)));
            await balancer.ReloadAsync(new BalancerConfig { Engine = engine.Engine, Relay = engine.Relay });
            foreach (var client in clients) await client.SendAsync("x");
            for (var i = 0; i < clients.Length; i++)
            {
                using var server = await Loopback.AcceptAsync(_one);
                Assert.That(await server.ReadAsync(1), Is.EqualTo("x"));
            }

            foreach (var client in clients) client.Dispose();
        }
    }

    [Test]
    public async Task Fifty_reloads_under_load_cost_no_client_anything()
    {
        await using var balancer = await StartAsync(_one, _two);
        using var stopLoad = new CancellationTokenSource();
        using var stopServers = new CancellationTokenSource();
        var serving = Task.WhenAll(EchoServer.RunAsync(_one, stopServers.Token),
            EchoServer.RunAsync(_two, stopServers.Token));
        var loads = Enumerable.Range(0, 8).Select(_ => EchoServer.UseAsync(balancer.Address, stopLoad.Token)).ToList();
        for (var i = 0; i < 50; i++)
        {
            var weight = 1 + (i % 3);
            await balancer.ReloadAsync(Config([_one, _two], pool => pool with
            {
                Policy = (PolicyKind)(i % 6),
                Backends = [pool.Backends[0] with { Weight = weight }, pool.Backends[1]],
            }));
        }

        await stopLoad.CancelAsync();
        var served = await Task.WhenAll(loads);
        await stopServers.CancelAsync();
        await serving;
        await balancer.NothingLeftAsync();
        Assert.That(served.Sum(), Is.Positive);
        Assert.That(balancer.Counters.Ended(CloseReason.ClientClosed), Is.EqualTo(balancer.Counters.EndedTotal));
    }

    private static PoolConfig First(PoolConfig pool) => pool with { Policy = PolicyKind.First };

    private BalancerConfig Config(
        IEnumerable<Socket> backends, Func<PoolConfig, PoolConfig>? pool = null,
        Func<ListenerConfig, ListenerConfig>? listener = null,
        Func<BalancerConfig, BalancerConfig>? config = null) =>
        RunningBalancer.Config(engine, backends.Select(Loopback.AddressOf), pool, listener, config);

    private Task<RunningBalancer> StartAsync(params Socket[] backends) =>
        RunningBalancer.StartAsync(engine, backends.Select(Loopback.AddressOf), First);

    private static BindAddress FreeIpv6() => new(NetAddress.FromIp(IPAddress.IPv6Loopback, 0), IsDualStack: false);

    private static bool CanConnect(NetAddress address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(new IPEndPoint(address.Ip!, address.Port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
