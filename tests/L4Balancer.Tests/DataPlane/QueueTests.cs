using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>The queue of a pool, as it is configured.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class QueueTests(TestedEngine engine) : BackendFixture
{
    private static readonly QueueConfig Long = new() { Max = 10_000, Timeout = TimeSpan.FromMinutes(5) };

    [Test]
    public async Task One_more_than_may_wait_is_refused_at_once()
    {
        await using var balancer = await StartAsync(Long with { Max = 2 });
        using var holder = await balancer.OpenAsync(Backend);
        using var one = await WaitAsync(balancer, 1);
        using var two = await WaitAsync(balancer, 2);
        await balancer.RefusesAsync(CloseReason.RefusedQueueFull);
        Assert.That(balancer.Pool.Counters.WaitTimes.Total, Is.Zero, "It did not wait.");
        one.Reset();
        await StandInLineAsync(balancer, 1);
        using var three = await WaitAsync(balancer, 2);
    }

    [Test]
    public async Task Who_waits_longer_than_the_timeout_is_refused_and_the_wait_is_counted()
    {
        var records = new RecordingObserver();
        await using var balancer = await StartAsync(
            Long with { Timeout = TimeSpan.FromMilliseconds(50) }, records: records);
        using var holder = await balancer.OpenAsync(Backend);
        await balancer.RefusesAsync(CloseReason.RefusedQueueTimeout);
        var end = (await records.ToldAsync(SessionMoment.End))[0];
        var open = await records.ToldAsync(SessionMoment.Open);
        var waits = balancer.Pool.Counters.WaitTimes;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(end.WaitMicroseconds, Is.GreaterThanOrEqualTo(40_000));
            Assert.That((waits.Total, waits.SumMicroseconds), Is.EqualTo((1L, end.WaitMicroseconds)));
            Assert.That(open[0].WaitMicroseconds, Is.Zero, "The first did not wait.");
        }
    }

    [Test]
    public async Task A_client_that_has_sent_all_it_has_to_say_is_served()
    {
        await using var balancer = await StartAsync(Long);
        var holder = await balancer.OpenAsync(Backend);
        using var waiting = await WaitAsync(balancer, 1);
        await waiting.SendAsync("question");
        waiting.Shutdown(SocketShutdown.Send);
        holder.Dispose();
        using var server = await Loopback.AcceptAsync(Backend);
        Assert.That((await server.ReadToEndAsync()).Bytes, Is.EqualTo("question"u8.ToArray()));
    }

    [Test]
    public async Task A_client_that_resets_with_bytes_unread_leaves_the_queue()
    {
        await using var balancer = await StartAsync(Long);
        using var holder = await balancer.OpenAsync(Backend);
        using var waiting = await WaitAsync(balancer, 1);
        await waiting.SendAsync("never read");
        waiting.Reset();
        await StandInLineAsync(balancer, 0);
        await balancer.EndedAsync(CloseReason.ClientGone);
    }

    [Test]
    public async Task A_pool_at_its_own_limit_lets_wait()
    {
        await using var balancer = await StartAsync(
            Long, pool => pool with { MaxConnections = 1, Backends = [pool.Backends[0] with { MaxConnections = 0 }] });
        var holder = await balancer.OpenAsync(Backend);
        using var waiting = await WaitAsync(balancer, 1);
        holder.Dispose();
        using var session = new RelayedSession(waiting, await Loopback.AcceptAsync(Backend));
        await session.PingAsync();
        Assert.That(balancer.Pool.Counters.Active, Is.EqualTo(1));
    }

    [Test]
    public async Task A_backend_that_gets_a_weight_serves_those_who_wait()
    {
        using var other = Loopback.Listen();
        PoolConfig With(PoolConfig pool, int weight) => pool with
        {
            Queue = Long,
            Backends =
            [
                pool.Backends[0] with { MaxConnections = 1 },
                new BackendConfig { Address = BackendAddress.Of(Loopback.AddressOf(other)), Weight = weight },
            ],
        };
        await using var balancer = await RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)], pool => With(pool, 0));
        using var holder = await balancer.OpenAsync(Backend);
        var waiting = new List<Socket>();
        for (var i = 1; i <= 5; i++) waiting.Add(await WaitAsync(balancer, i));
        await balancer.ReloadAsync(
            RunningBalancer.Config(engine, [Loopback.AddressOf(Backend)], pool => With(pool, 1)));
        for (var i = 0; i < 5; i++) (await Loopback.AcceptAsync(other)).Dispose();
        await StandInLineAsync(balancer, 0);
        waiting.ForEach(each => each.Dispose());
    }

    [Test]
    public async Task A_reload_without_the_queue_refuses_those_who_wait_and_one_with_it_keeps_them()
    {
        await using var balancer = await StartAsync(Long);
        using var holder = await balancer.OpenAsync(Backend);
        var waiting = new List<Socket>();
        for (var i = 1; i <= 3; i++) waiting.Add(await WaitAsync(balancer, i));
        await balancer.ReloadAsync(Config(Long with { Max = 1 }));
        Assert.That(balancer.Pool.Counters.Line.Count, Is.EqualTo(3));
        await balancer.ReloadAsync(Config(null));
        await balancer.EndedAsync(CloseReason.RefusedAllFull, 3);
        Assert.That(balancer.Pool.Counters.Line.Count, Is.Zero);
        waiting.ForEach(each => each.Dispose());
    }

    [Test]
    public async Task A_dead_backend_with_room_does_not_get_those_refused_who_can_wait_for_another()
    {
        using var dead = Loopback.Refuse();
        await using var balancer = await RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(dead), Loopback.AddressOf(Backend)],
            pool => pool with
            {
                Policy = PolicyKind.First,
                Queue = Long,
                Backends = [pool.Backends[0], pool.Backends[1] with { MaxConnections = 1 }],
            });
        var holder = await balancer.OpenAsync(Backend);
        using var waiting = await WaitAsync(balancer, 1);
        holder.Dispose();
        using var session = new RelayedSession(waiting, await Loopback.AcceptAsync(Backend));
        await session.PingAsync();
    }

    [Test]
    public async Task A_thousand_clients_pass_one_place()
    {
        const int Clients = 1000;
        await using var balancer = await StartAsync(Long);
        var serving = ServeAsync(Clients);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            using var client = await Loopback.ConnectAsync(balancer.Address);
            await client.ReceiveAllAsync(); // Its turn may come late.
        })).WaitAsync(TimeSpan.FromMinutes(2));
        await serving;
        await balancer.NothingLeftAsync();
        Assert.That(balancer.Backend(Backend).Counters.Picks, Is.EqualTo(Clients), "one place after the other");
        Assert.That((balancer.Pool.Counters.Line.Count, balancer.Counters.Bugs), Is.EqualTo((0, 0L)));
    }

    /// <summary>Sends each session one byte and closes; there is never a second one beside it.</summary>
    private async Task ServeAsync(int sessions)
    {
        for (var i = 0; i < sessions; i++)
        {
            using var server = await Loopback.AcceptAsync(Backend);
            Assert.That(Backend.Poll(0, SelectMode.SelectRead), Is.False, "a second session on the only place");
            await server.SendAsync("!");
        }
    }

    private static async Task<Socket> WaitAsync(RunningBalancer balancer, int count)
    {
        var client = await Loopback.ConnectAsync(balancer.Address);
        await StandInLineAsync(balancer, count);
        return client;
    }

    private static Task StandInLineAsync(RunningBalancer balancer, int count) =>
        Eventually.HoldsAsync(
            () => balancer.Pool.Counters.Line.Count == count,
            () => $"{count} wait, not {balancer.Pool.Counters.Line.Count}");

    private Task<RunningBalancer> StartAsync(
        QueueConfig? queue, Func<PoolConfig, PoolConfig>? pool = null, RecordingObserver? records = null) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)],
            basic => pool is null ? WithOnePlace(basic, queue) : pool(WithOnePlace(basic, queue)),
            options: o => records is null ? o : o with { Observer = records });

    private BalancerConfig Config(QueueConfig? queue) => RunningBalancer.Config(
        engine, [Loopback.AddressOf(Backend)], pool => WithOnePlace(pool, queue));

    private static PoolConfig WithOnePlace(PoolConfig pool, QueueConfig? queue) =>
        pool with { Queue = queue, Backends = [pool.Backends[0] with { MaxConnections = 1 }] };
}
