using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Connects in flight to a backend that accepts nothing, as one that returns or starves.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class PendingConnectTests(TestedEngine engine)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Others_go_to_other_backends_while_the_limit_is_in_flight()
    {
        using var full = await FullBackend.StartAsync();
        using var other = Loopback.Listen();
        await using var balancer = await StartAsync([full.Address, Loopback.AddressOf(other)], Long, queue: null);
        using var stuck = await Loopback.ConnectAsync(balancer.Address);
        await PendingAsync(balancer, full.Address, 1);
        for (var i = 0; i < 5; i++) (await balancer.OpenAsync(other)).Dispose();
        Assert.That(balancer.Backend(full.Address).Counters.Picks, Is.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_backend_that_returns_is_not_overrun_and_serves_all_who_wait(bool hasQueue)
    {
        const int Clients = 12;
        using var full = await FullBackend.StartAsync();
        var queue = hasQueue ? new QueueConfig { Max = 100, Timeout = Long } : null;
        await using var balancer = await StartAsync([full.Address], Long, queue);
        var counters = balancer.Backend(full.Address).Counters;
        var clients = new List<Socket>();
        for (var i = 0; i < Clients; i++) clients.Add(await Loopback.ConnectAsync(balancer.Address));
        await Eventually.HoldsAsync(
            () => balancer.Pool.Counters.Line.Count == Clients - 1, () => "all but one wait");
        Assert.That((counters.Pending, counters.Active), Is.EqualTo((1, 1)));
        await full.MakeRoomAsync();
        for (var i = 0; i < Clients; i++)
        {
            Assert.That(counters.Pending, Is.LessThanOrEqualTo(1));
            (await full.AcceptAsync()).Dispose();
        }

        clients.ForEach(client => client.Dispose());
        await balancer.NothingLeftAsync();
        Assert.That(
            (counters.Picks, counters.Pending, counters.ConnectFailures, balancer.Counters.Bugs),
            Is.EqualTo(((long)Clients, 0, 0L, 0L)));
    }

    [Test]
    public async Task Without_a_queue_nobody_waits_longer_than_a_connect_may_take()
    {
        using var full = await FullBackend.StartAsync();
        var time = new ManualTime();
        await using var balancer = await StartAsync([full.Address], Long, queue: null, time);
        using var one = await Loopback.ConnectAsync(balancer.Address);
        await PendingAsync(balancer, full.Address, 1);
        using var two = await Loopback.ConnectAsync(balancer.Address);
        await Eventually.HoldsAsync(() => balancer.Pool.Counters.Line.Count == 1, () => "the second waits");
        await PassUntilOverAsync(balancer, time);
        await Task.WhenAll(one.ReadToEndAsync(), two.ReadToEndAsync());
        await balancer.NothingLeftAsync();
        Assert.That(balancer.Backend(full.Address).Counters.Pending, Is.Zero, "It was given back.");
        Assert.That(balancer.Counters.Ended(CloseReason.RefusedConnectFailed), Is.GreaterThanOrEqualTo(1));
    }

    [Test]
    public async Task A_client_that_leaves_gives_its_connect_to_the_next()
    {
        using var full = await FullBackend.StartAsync();
        await using var balancer = await StartAsync([full.Address], Long, queue: null);
        using var one = await Loopback.ConnectAsync(balancer.Address);
        await PendingAsync(balancer, full.Address, 1);
        using var two = await Loopback.ConnectAsync(balancer.Address);
        await Eventually.HoldsAsync(() => balancer.Pool.Counters.Line.Count == 1, () => "the second waits");
        one.Reset();
        await Eventually.HoldsAsync(
            () => balancer.Pool.Counters.Line.Count == 0 && balancer.Backend(full.Address).Counters.Picks == 2,
            () => "the second connects");
        Assert.That(balancer.Backend(full.Address).Counters.Pending, Is.EqualTo(1));
    }

    /// <summary>It stood in the line, and what it waited for there does not come any more.</summary>
    [Test]
    public async Task One_that_is_called_and_can_only_wait_for_a_failover_leaves_the_line()
    {
        using var full = await FullBackend.StartAsync();
        var time = new ManualTime();
        await using var balancer = await RunningBalancer.StartAsync(
            engine, [Dead(), full.Address, Dead()],
            pool => pool with
            {
                Policy = PolicyKind.First,
                MaxPendingConnects = 1,
                Backends =
                [
                    pool.Backends[0], pool.Backends[1] with { MaxConnections = 2 },
                    pool.Backends[2] with { Tier = 1 },
                ],
            },
            options: o => o with { Time = time });
        var counters = balancer.Backend(full.Address).Counters;
        Assert.That(counters.TryBeginConnect(1) && counters.TryAcquire(2), Is.True, "the connect of another");
        using var waiting = await Loopback.ConnectAsync(balancer.Address);
        await Eventually.HoldsAsync(() => balancer.Pool.Counters.Line.Count == 1, () => "it waits");
        Assert.That(counters.TryAcquire(2), Is.True, "The last place goes to another.");
        balancer.Pool.Counters.Line.WakeNext();
        await Eventually.HoldsAsync(() => balancer.Pool.Counters.Line.Count == 0, () => "it leaves the line");
        await PassUntilOverAsync(balancer, time);
        Assert.That(balancer.Counters.Ended(CloseReason.RefusedConnectFailed), Is.EqualTo(1));
        Assert.That((balancer.Pool.Counters.Line.Count, balancer.Counters.Bugs), Is.EqualTo((0, 0L)));
    }

    private static async Task PassUntilOverAsync(RunningBalancer balancer, ManualTime time) =>
        await Eventually.GetAsync(
            "all sessions are over", Loopback.Patience,
            async () =>
            {
                await balancer.PassAsync(time, Long);
                return balancer.Balancer.Engine.ActiveSessions;
            },
            active => active == 0);

    private Task<RunningBalancer> StartAsync(
        NetAddress[] backends, TimeSpan connect, QueueConfig? queue, ManualTime? time = null) =>
        RunningBalancer.StartAsync(
            engine, backends,
            pool => pool with
            {
                Policy = PolicyKind.First,
                MaxPendingConnects = 1,
                Queue = queue,
                Timeouts = pool.Timeouts with { Connect = connect },
            },
            options: o => o with { Time = time ?? o.Time });

    private static NetAddress Dead() => NetAddress.FromIp(System.Net.IPAddress.Loopback, FreePort.Pick());

    private static Task PendingAsync(RunningBalancer balancer, NetAddress backend, int count) =>
        Eventually.HoldsAsync(
            () => balancer.Backend(backend).Counters.Pending == count, () => $"{count} connects in flight");
}
