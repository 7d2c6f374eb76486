using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// A reload removes a route and its pool. Clients that came before it go by the routes that they came under, as they
/// would in an old process of HAProxy or nginx that finishes its sessions; those that come later by the new ones.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class RouteReloadTests(TestedEngine engine)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly byte[] Hello = HelloBytes.For(RoutedBalancer.Name).Records();

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
    public async Task A_client_in_the_queue_of_the_removed_pool_is_served_by_it()
    {
        await using var balancer = await StartAsync();
        var line = LineOf(balancer);
        using var holder = await SayHelloAsync(balancer);
        var first = await Loopback.AcceptAsync(_other);
        using var waiting = await SayHelloAsync(balancer);
        await CountAsync(line, 1);
        await balancer.ReloadAsync(WithoutRoute());
        using var late = await SayHelloAsync(balancer);
        using var ofLate = await Loopback.AcceptAsync(_own);
        Assert.That(await ofLate.ReadBytesAsync(Hello.Length), Is.EqualTo(Hello), "It came after the reload.");
        Assert.That(line.Count, Is.EqualTo(1), "The reload refuses nobody.");

        first.Dispose();
        using var server = await Loopback.AcceptAsync(_other);
        Assert.That(await server.ReadBytesAsync(Hello.Length), Is.EqualTo(Hello));
        await new RelayedSession(waiting, server).PingAsync();
        Assert.That(await balancer.PoolsAsync(), Is.EquivalentTo(["pool", "other"]));
        Assert.That((line.Count, _own.Poll(0, SelectMode.SelectRead)), Is.EqualTo((0, false)));
    }

    [Test]
    public async Task A_client_for_which_the_removed_pool_has_no_place_is_refused_when_its_time_is_up()
    {
        var time = new ManualTime();
        await using var balancer = await StartAsync(time);
        using var holder = await SayHelloAsync(balancer);
        using var first = await Loopback.AcceptAsync(_other);
        using var waiting = await SayHelloAsync(balancer);
        await CountAsync(LineOf(balancer), 1);
        await balancer.ReloadAsync(WithoutRoute());
        await balancer.PassUntilEndedAsync(time, Patience, CloseReason.RefusedQueueTimeout);
        Assert.That((await waiting.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        Assert.That(_own.Poll(0, SelectMode.SelectRead), Is.False);
    }

    [Test]
    public async Task A_client_whose_hello_is_not_complete_goes_by_the_routes_that_it_came_under()
    {
        await using var balancer = await StartAsync();
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(Hello[..40]);
        await Eventually.GetAsync(
            "its first bytes were read", Loopback.Patience,
            () => balancer.Balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline),
            seen => seen.Sessions.Any(session => session.Phase == SessionPhase.Preread));
        await balancer.ReloadAsync(WithoutRoute());
        await client.SendAsync(Hello[40..]);
        using var server = await Loopback.AcceptAsync(_other);
        Assert.That(await server.ReadBytesAsync(Hello.Length), Is.EqualTo(Hello));
    }

    private static async Task<Socket> SayHelloAsync(RunningBalancer balancer)
    {
        var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(Hello);
        return client;
    }

    private static WaitingLine LineOf(RunningBalancer balancer) => balancer.Balancer.Table.Pools["other"].Counters.Line;

    private static Task CountAsync(WaitingLine line, int count) =>
        Eventually.HoldsAsync(() => line.Count == count, () => $"{count} wait, not {line.Count}");

    private Task<RunningBalancer> StartAsync(ManualTime? time = null) => RunningBalancer.StartAsync(
        engine, [Loopback.AddressOf(_own)],
        listener: l => l with { Routes = [new RouteConfig { Sni = [RoutedBalancer.Name], Pool = "other" }] },
        config: c => c with
        {
            Pools =
            [
                c.Pools[0], c.Pools[0] with
                {
                    Name = "other",
                    MaxConnections = 1,
                    Queue = new QueueConfig { Max = 10, Timeout = Patience },
                    Backends = [new BackendConfig { Address = BackendAddress.Of(Loopback.AddressOf(_other)) }],
                },
            ],
        },
        options: o => o with { Time = time ?? o.Time });

    private BalancerConfig WithoutRoute() => RunningBalancer.Config(engine, [Loopback.AddressOf(_own)]);
}
