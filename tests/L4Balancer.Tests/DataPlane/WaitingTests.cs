using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.DataPlane.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Sessions that wait for a place, on whichever loop each of them runs.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class WaitingTests(TestedEngine engine) : BackendFixture
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Test]
    public async Task A_place_that_is_given_back_goes_to_the_first_who_came()
    {
        await using var balancer = await StartAsync(places: 1, new GivenAdmission { PoolPatience = Long });
        var holder = await balancer.OpenAsync(Backend);
        var waiting = new List<Socket>();
        for (var i = 0; i < 5; i++)
        {
            waiting.Add(await Loopback.ConnectAsync(balancer.Address));
            await waiting[i].SendAsync($"{i}");
            await StandInLineAsync(balancer, i + 1);
        }

        for (var i = 0; i < 5; i++)
        {
            holder.Dispose();
            var server = await Loopback.AcceptAsync(Backend);
            Assert.That(await server.ReadAsync(1), Is.EqualTo($"{i}"));
            holder = new RelayedSession(waiting[i], server);
        }

        holder.Dispose();
        await balancer.NothingLeftAsync();
        Assert.That((balancer.Counters.Bugs, balancer.Pool.Counters.Line.Count), Is.EqualTo((0L, 0)));
    }

    [Test]
    public async Task A_client_that_leaves_the_line_is_passed_over()
    {
        await using var balancer = await StartAsync(places: 1, new GivenAdmission { PoolPatience = Long });
        var holder = await balancer.OpenAsync(Backend);
        using var gone = await Loopback.ConnectAsync(balancer.Address);
        await StandInLineAsync(balancer, 1);
        using var next = await Loopback.ConnectAsync(balancer.Address);
        await StandInLineAsync(balancer, 2);
        gone.Reset();
        await StandInLineAsync(balancer, 1);
        holder.Dispose();
        using var session = new RelayedSession(next, await Loopback.AcceptAsync(Backend));
        await session.PingAsync();
    }

    [Test]
    public async Task A_new_table_with_more_places_wakes_those_who_wait()
    {
        await using var balancer = await StartAsync(places: 1, new GivenAdmission { PoolPatience = Long });
        using var holder = await balancer.OpenAsync(Backend);
        using var one = await Loopback.ConnectAsync(balancer.Address);
        await StandInLineAsync(balancer, 1);
        using var two = await Loopback.ConnectAsync(balancer.Address);
        await StandInLineAsync(balancer, 2);
        await balancer.ReloadAsync(Config(places: 3));
        using var first = await Loopback.AcceptAsync(Backend);
        using var second = await Loopback.AcceptAsync(Backend);
        await StandInLineAsync(balancer, 0);
    }

    [Test]
    public async Task A_place_at_a_full_listener_goes_to_those_who_wait_for_it()
    {
        await using var balancer = await StartAsync(
            places: 0, new GivenAdmission { ListenerPatience = Long }, listenerPlaces: 1);
        var gate = balancer.Balancer.Engine.Listeners.Single().Gate;
        var holder = await balancer.OpenAsync(Backend);
        using var waiting = await Loopback.ConnectAsync(balancer.Address);
        await Eventually.HoldsAsync(() => gate.Line.Count == 1, () => "it waits at the listener");
        holder.Dispose();
        using (var session = new RelayedSession(waiting, await Loopback.AcceptAsync(Backend)))
        {
            await session.PingAsync();
            Assert.That(gate.Active, Is.EqualTo(1));
        }

        await Eventually.HoldsAsync(() => gate.Active == 0, () => "the place is given back");
    }

    [Test]
    public async Task A_higher_limit_of_the_listener_wakes_those_who_wait_there()
    {
        await using var balancer = await StartAsync(
            places: 0, new GivenAdmission { ListenerPatience = Long }, listenerPlaces: 1);
        var gate = balancer.Balancer.Engine.Listeners.Single().Gate;
        using var holder = await balancer.OpenAsync(Backend);
        using var waiting = await Loopback.ConnectAsync(balancer.Address);
        await Eventually.HoldsAsync(() => gate.Line.Count == 1, () => "it waits at the listener");
        await balancer.ReloadAsync(RunningBalancer.Config(
            engine, [Loopback.AddressOf(Backend)], listener: listener => listener with { MaxConnections = 2 }));
        using var session = new RelayedSession(waiting, await Loopback.AcceptAsync(Backend));
        await session.PingAsync();
    }

    [Test]
    public async Task A_session_that_is_ended_in_the_moment_it_is_admitted_is_closed()
    {
        var rules = new GivenAdmission { ListenerPatience = Long };
        await using var balancer = await StartAsync(places: 0, rules, listenerPlaces: 1);
        var balancing = balancer.Balancer.Engine;
        rules.OnAdmittedLater = () => balancing.EndAllSessions(CloseReason.OperatorClosed);
        var holder = await balancer.OpenAsync(Backend);
        using var waiting = await Loopback.ConnectAsync(balancer.Address);
        await Eventually.HoldsAsync(
            () => balancing.Listeners.Single().Gate.Line.Count == 1, () => "it waits at the listener");
        holder.Dispose();
        Assert.That((await waiting.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        await balancer.EndedAsync(CloseReason.OperatorClosed);
        await balancer.NothingLeftAsync();
        Assert.That(balancer.Counters.Bugs, Is.Zero);
    }

    /// <summary>A session that is ended at the very moment at which a place comes free for it.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public async Task Sessions_that_are_ended_while_they_are_woken_are_closed_and_counted(bool isAtListener)
    {
        const int Rounds = 25;
        const int Waiting = 4;
        await using var balancer = await StartAsync(
            isAtListener ? 0 : 1, new GivenAdmission { ListenerPatience = Long, PoolPatience = Long },
            listenerPlaces: isAtListener ? 1 : 0);
        var balancing = balancer.Balancer.Engine;
        var gate = balancing.Listeners.Single().Gate;
        var line = isAtListener ? gate.Line : balancer.Pool.Counters.Line;
        for (var round = 0; round < Rounds; round++)
        {
            using var holder = await balancer.OpenAsync(Backend);
            var clients = new List<Socket>();
            for (var i = 0; i < Waiting; i++) clients.Add(await Loopback.ConnectAsync(balancer.Address));
            await Eventually.HoldsAsync(() => line.Count == Waiting, () => "all wait");
            holder.Client.Reset();
            balancing.EndAllSessions(CloseReason.OperatorClosed);
            foreach (var client in clients)
            {
                Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
                client.Dispose();
            }

            await balancer.NothingLeftAsync();
            while (Backend.Poll(0, SelectMode.SelectRead)) (await Loopback.AcceptAsync(Backend)).Dispose();
        }

        await Eventually.HoldsAsync(
            () => balancer.Counters.EndedTotal == Rounds * (Waiting + 1) && gate.Active == 0 && line.Count == 0,
            () => $"all sessions are counted: {balancer.Counters.EndedTotal}");
        Assert.That(balancer.Counters.Bugs, Is.Zero);
    }

    [Test]
    public async Task Every_client_of_a_crowd_is_served_through_two_places()
    {
        const int Clients = 60;
        await using var balancer = await StartAsync(places: 2, new GivenAdmission { PoolPatience = Long });
        using var stop = new CancellationTokenSource();
        var serving = ServeAsync(stop.Token);
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            using var client = await Loopback.ConnectAsync(balancer.Address);
            await client.SendAsync("?");
            await client.ReadAsync(1);
            InterlockedMax(ref most, balancer.Backend(Backend).Counters.Active);
        })).WaitAsync(TimeSpan.FromMinutes(2));
        await stop.CancelAsync();
        await serving;
        await balancer.NothingLeftAsync();
        Assert.That(most, Is.LessThanOrEqualTo(2));
        Assert.That(balancer.Counters.Ended(CloseReason.RefusedAllFull) + balancer.Counters.Bugs, Is.Zero);
    }

    /// <summary>Sends each client one byte in answer, and closes when the client does.</summary>
    private async Task ServeAsync(CancellationToken stop)
    {
        var answering = new List<Task>();
        try
        {
            while (true) answering.Add(AnswerAsync(await Backend.AcceptAsync(stop)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(answering);
        }
    }

    private static async Task AnswerAsync(Socket server)
    {
        using (server)
        {
            await server.ReadAsync(1);
            await server.SendAsync("!");
            await server.ReadToEndAsync();
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        var seen = Volatile.Read(ref most);
        while (value > seen && Interlocked.CompareExchange(ref most, value, seen) is var now && now != seen) seen = now;
    }

    private Task<RunningBalancer> StartAsync(int places, GivenAdmission rules, int listenerPlaces = 0) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)], pool => WithPlaces(pool, places),
            listener => listener with { MaxConnections = listenerPlaces }, options: o => o with { Admission = rules });

    private BalancerConfig Config(int places) => RunningBalancer.Config(
        engine, [Loopback.AddressOf(Backend)], pool => WithPlaces(pool, places));

    private static PoolConfig WithPlaces(PoolConfig pool, int places) =>
        pool with { Backends = [pool.Backends[0] with { MaxConnections = places }] };

    private static Task StandInLineAsync(RunningBalancer balancer, int count) =>
        Eventually.HoldsAsync(
            () => balancer.Pool.Counters.Line.Count == count,
            () => $"{count} wait, not {balancer.Pool.Counters.Line.Count}");
}
