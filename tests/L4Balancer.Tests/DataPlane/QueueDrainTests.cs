using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Sessions that wait for a place when the daemon stops, or when their backend is drained.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class QueueDrainTests(TestedEngine engine) : BackendFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Test]
    public async Task Those_who_wait_when_the_daemon_stops_are_served_within_the_grace()
    {
        await using var balancer = await StartAsync();
        var holder = await balancer.OpenAsync(Backend);
        var waiting = await WaitAsync(balancer, 3);
        var drain = balancer.Balancer.DrainAsync(TimeSpan.FromMinutes(10), CancellationToken.None);
        holder.Dispose();
        foreach (var client in waiting)
        {
            using var session = new RelayedSession(client, await Loopback.AcceptAsync(Backend));
            await session.PingAsync();
            Assert.That(drain.IsCompleted, Is.False);
        }

        Assert.That(await drain, Is.Zero);
        Assert.That(balancer.Counters.Ended(CloseReason.Shutdown), Is.Zero);
    }

    [Test]
    public async Task Those_who_still_wait_when_the_grace_is_over_end_with_the_shutdown()
    {
        var records = new RecordingObserver();
        await using var balancer = await StartAsync(records: records);
        using var holder = await balancer.OpenAsync(Backend);
        await holder.PingAsync();
        var waiting = await WaitAsync(balancer, 2);
        Assert.That(
            await balancer.Balancer.DrainAsync(TimeSpan.FromMilliseconds(50), CancellationToken.None), Is.EqualTo(3));
        await NothingWaitsAsync(balancer, waiting, 3);
        var ends = await records.ToldAsync(SessionMoment.End, 3);
        Assert.That(ends.Select(end => end.Reason), Is.All.EqualTo(CloseReason.Shutdown));
        Assert.That(ends.Count(end => end.WaitMicroseconds > 0), Is.EqualTo(2));
    }

    [Test]
    public async Task A_stop_at_once_ends_those_who_wait()
    {
        await using var balancer = await StartAsync();
        using var holder = await balancer.OpenAsync(Backend);
        await holder.PingAsync();
        var waiting = await WaitAsync(balancer, 5);
        using var atOnce = new CancellationTokenSource();
        var drain = balancer.Balancer.DrainAsync(TimeSpan.FromHours(1), atOnce.Token);
        await atOnce.CancelAsync();
        Assert.That(await drain, Is.EqualTo(6));
        await NothingWaitsAsync(balancer, waiting, 6);
    }

    [Test]
    public async Task Those_who_wait_for_a_backend_that_is_drained_wait_until_it_is_ready_again()
    {
        await using var balancer = await StartAsync();
        var holder = await balancer.OpenAsync(Backend);
        var waiting = await WaitAsync(balancer, 1);
        await IntendAsync(balancer, BackendIntent.Drain);
        holder.Dispose();
        await Eventually.HoldsAsync(() => balancer.Pool.Counters.Active == 0, () => "the place is free");
        Assert.That(balancer.Pool.Counters.Line.Count, Is.EqualTo(1));
        Assert.That(Backend.Poll(0, SelectMode.SelectRead), Is.False, "A drained backend gets no new session.");
        await IntendAsync(balancer, BackendIntent.Ready);
        using var session = new RelayedSession(waiting[0], await Loopback.AcceptAsync(Backend));
        await session.PingAsync();
    }

    [Test]
    public async Task Those_who_wait_for_a_backend_that_stays_drained_are_refused_when_their_time_is_up()
    {
        var time = new ManualTime();
        await using var balancer = await StartAsync(time: time);
        using var holder = await balancer.OpenAsync(Backend);
        var waiting = await WaitAsync(balancer, 1);
        await IntendAsync(balancer, BackendIntent.Drain);
        await balancer.PassUntilEndedAsync(time, Patience, CloseReason.RefusedQueueTimeout);
        Assert.That((await waiting[0].ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
    }

    private static async Task<List<Socket>> WaitAsync(RunningBalancer balancer, int count)
    {
        var waiting = new List<Socket>();
        while (waiting.Count < count)
        {
            waiting.Add(await Loopback.ConnectAsync(balancer.Address));
            await Eventually.HoldsAsync(
                () => balancer.Pool.Counters.Line.Count == waiting.Count,
                () => $"{waiting.Count} wait, not {balancer.Pool.Counters.Line.Count}");
        }

        return waiting;
    }

    private static async Task NothingWaitsAsync(RunningBalancer balancer, List<Socket> waiting, int ended)
    {
        foreach (var client in waiting)
        {
            Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
            client.Dispose();
        }

        await balancer.NothingLeftAsync();
        Assert.That(balancer.Counters.Ended(CloseReason.Shutdown), Is.EqualTo(ended));
        Assert.That((balancer.Pool.Counters.Line.Count, balancer.Counters.Bugs), Is.EqualTo((0, 0L)));
    }

    private Task<RequestAnswer> IntendAsync(RunningBalancer balancer, BackendIntent intent) =>
        balancer.Balancer.ApplyAsync(
            new IntentWanted("pool", Loopback.AddressOf(Backend), intent), Loopback.Deadline);

    private Task<RunningBalancer> StartAsync(RecordingObserver? records = null, ManualTime? time = null) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)],
            pool => pool with
            {
                MaxConnections = 1,
                Queue = new QueueConfig { Max = 5, Timeout = Patience },
            },
            options: o => o with { Observer = records ?? o.Observer, Time = time ?? o.Time });
}
