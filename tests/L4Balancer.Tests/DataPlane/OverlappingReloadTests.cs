using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// A reload moves a listener between overlapping addresses, such as the wildcard address and a single one: our own old
/// sockets are in the way of the new ones.
/// </summary>
[TestFixtureSource(nameof(OneOfEachEngine))]
internal sealed class OverlappingReloadTests(TestedEngine engine)
{
    private static readonly string[] Hosts = ["*", "0.0.0.0", "[::]", "127.0.0.1", "[::1]"];

    private static readonly TestedEngine[] OneOfEachEngine = [TestedEngine.Portable, TestedEngine.Native];

    private Socket _backend = null!;
    private int _port;

    [SetUp]
    public void Listen() => (_backend, _port) = (Loopback.Listen(backlog: 1000), FreePort.Pick());

    [TearDown]
    public void Close() => _backend.Dispose();

    [Test]
    public async Task A_listener_moves_from_any_address_to_any_other_and_its_sessions_go_on([Values(1, 2)] int workers)
    {
        await using var balancer = await StartAsync(Hosts[0], workers);
        using var session = await RelayedSession.OpenAsync(ClientAddressOf(Hosts[0]), _backend);
        foreach (var (from, to) in Hosts.SelectMany(from => Hosts.Where(to => to != from).Select(to => (from, to))))
        {
            foreach (var host in new[] { from, to })
            {
                await balancer.ReloadAsync(Config(workers, [Bind(host)]));
                using var next = await RelayedSession.OpenAsync(ClientAddressOf(host), _backend);
                await next.PingAsync();
            }
        }

        await session.PingAsync();
        Assert.That(balancer.Balancer.Engine.Bound.Single().Actual, Is.EqualTo(Bind(Hosts[^2]).Address));
    }

    /// <summary>The wildcard stays as it is while the overlapping address is added and removed.</summary>
    [Test]
    public async Task No_client_notices_a_listener_that_moves_between_addresses_that_all_reach_it()
    {
        await using var balancer = await StartAsync("*", 2);
        using var stopLoad = new CancellationTokenSource();
        using var stopServer = new CancellationTokenSource();
        var serving = EchoServer.RunAsync(_backend, stopServer.Token);
        var loads = Enumerable.Range(0, 4)
            .Select(_ => EchoServer.UseAsync(ClientAddressOf("127.0.0.1"), stopLoad.Token)).ToList();
        foreach (var host in Enumerable.Repeat(new[] { "127.0.0.1", "*", "0.0.0.0" }, 10).SelectMany(hosts => hosts))
            await balancer.ReloadAsync(Config(2, [Bind(host)]));
        await stopLoad.CancelAsync();
        Assert.That((await Task.WhenAll(loads)).Sum(), Is.Positive);
        await stopServer.CancelAsync();
        await serving;
    }

    [Test]
    public async Task A_reload_that_is_refused_takes_no_client_from_the_old_address()
    {
        await using var balancer = await StartAsync("*", 2);
        var bound = balancer.Balancer.Engine.Bound;
        var taken = new BindAddress(Loopback.AddressOf(_backend), IsDualStack: false);
        using (var change = balancer.Balancer.Engine.PrepareListeners(
            Config(2, [Bind("127.0.0.1")]).Listeners))
        {
            // It is already bound, and does not listen.
            using var before = await RelayedSession.OpenAsync(ClientAddressOf("127.0.0.1"), _backend);
            await before.PingAsync();
        }

        Assert.That(
            async () => await balancer.ReloadAsync(Config(2, [Bind("127.0.0.1"), taken])),
            Throws.TypeOf<ListenerBindException>().With.Message.Contains($"{taken} cannot be bound"));
        Assert.That(balancer.Balancer.Engine.Bound, Is.EqualTo(bound));
        using var session = await RelayedSession.OpenAsync(ClientAddressOf("[::1]"), _backend);
        await session.PingAsync();
    }

    /// <summary>Both now allow other sockets of their user to share the port, and the kernel would permit it.</summary>
    [Test]
    public async Task A_port_that_another_balancer_has_on_a_part_of_the_new_address_is_refused()
    {
        await using var first = await StartAsync("127.0.0.1", 2);
        await using var second = await StartAsync("127.0.0.2", 2);
        foreach (var wider in new[] { "0.0.0.0", "*" })
        {
            Assert.That(
                async () => await second.ReloadAsync(Config(2, [Bind(wider)])),
                Throws.TypeOf<ListenerBindException>().With.Message.Contains("address already in use"));
        }

        using var onFirst = await RelayedSession.OpenAsync(ClientAddressOf("127.0.0.1"), _backend);
        using var onSecond = await RelayedSession.OpenAsync(ClientAddressOf("127.0.0.2"), _backend);
        Assert.That((first.Counters.Accepted, second.Counters.Accepted), Is.EqualTo((1, 1)));
    }

    private Task<RunningBalancer> StartAsync(string host, int workers) => RunningBalancer.StartAsync(
        engine, [Loopback.AddressOf(_backend)], config: _ => Config(workers, [Bind(host)]));

    private BalancerConfig Config(int workers, BindAddress[] bind) => RunningBalancer.Config(
        engine, [Loopback.AddressOf(_backend)], listener: l => l with { Bind = bind },
        config: c => c with { Workers = workers });

    private BindAddress Bind(string host) => host == "*"
        ? BindAddress.DualStack(_port)
        : new BindAddress(NetAddress.FromIp(IPAddress.Parse(host), _port), IsDualStack: false);

    private NetAddress ClientAddressOf(string host) => NetAddress.FromIp(
        host switch
        {
            "*" or "0.0.0.0" => IPAddress.Loopback,
            "[::]" => IPAddress.IPv6Loopback,
            _ => IPAddress.Parse(host),
        },
        _port);
}
