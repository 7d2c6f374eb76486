using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Reports of sessions to an observer: each once, in order, with everything known about it.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class ObserverTests(TestedEngine engine) : BackendFixture
{
    [Test]
    public async Task A_session_is_told_of_when_it_opens_and_when_it_ends_with_all_that_it_was()
    {
        var observer = new RecordingObserver();
        await using var balancer = await StartAsync(observer);
        using var session = await balancer.OpenAsync(Backend);
        var client = session.Client.LocalEndPoint!.ToString();
        var open = (await observer.ToldAsync(SessionMoment.Open)).Single();
        await session.Client.SendAsync("question");
        await session.Server.ReadAsync(8);
        await session.Server.SendAsync("yes");
        session.Server.Shutdown(SocketShutdown.Send);
        Assert.That((await session.Client.ReadToEndAsync()).Bytes, Has.Length.EqualTo(3));
        session.Client.Shutdown(SocketShutdown.Send);
        var end = (await observer.ToldAsync(SessionMoment.End)).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(open, Is.EqualTo(open with
            {
                Reason = CloseReason.None,
                Listener = "listener",
                Pool = "pool",
                Backend = Loopback.AddressOf(Backend),
                LastTried = null,
                Retries = 0,
                BytesUploaded = 0,
                BytesDownloaded = 0,
            }));
            Assert.That(open.Client.ToString(), Is.EqualTo(client));
            Assert.That(open.ConnectMicroseconds, Is.GreaterThanOrEqualTo(0));
            Assert.That(end.Client.ToString(), Is.EqualTo(client));
            Assert.That(end.Age, Is.GreaterThanOrEqualTo(open.Age));
            Assert.That(end, Is.EqualTo(open with
            {
                Moment = SessionMoment.End,
                Reason = CloseReason.BackendClosed,
                Client = end.Client,
                Age = end.Age,
                BytesUploaded = 8,
                BytesDownloaded = 3,
            }));
        }
    }

    [Test]
    public async Task A_long_session_is_told_of_again_and_again_between_its_begin_and_its_end()
    {
        var observer = new RecordingObserver(runningInterval: 20);
        await using var balancer = await StartAsync(observer);
        using (var session = await balancer.OpenAsync(Backend))
        {
            await session.PingAsync();
            // On a slow machine some may have been reported before the byte.
            var running = await observer.ToldAsync(
                SessionMoment.Running, observer.Of(SessionMoment.Running).Count + 3);
            Assert.That(running.Select(r => r.Age), Is.Ordered);
            Assert.That(running[^1].Age - running[0].Age, Is.GreaterThanOrEqualTo(40));
            Assert.That(running[^1].BytesUploaded, Is.EqualTo(1));
        }

        await observer.ToldAsync(SessionMoment.End);
        await balancer.NothingLeftAsync();
        var moments = observer.Records.Select(r => r.Moment).ToList();
        Assert.That(observer.Records.Select(r => r.Id).Distinct().Count(), Is.EqualTo(1));
        Assert.That((moments[0], moments[^1]), Is.EqualTo((SessionMoment.Open, SessionMoment.End)));
        Assert.That(moments[1..^1], Is.All.EqualTo(SessionMoment.Running));
    }

    [Test]
    public async Task A_session_says_which_backend_failed_before_it_was_served()
    {
        using var refusing = Loopback.Refuse();
        var observer = new RecordingObserver();
        await using var balancer = await StartAsync(observer, refusing, Backend);
        using var session = await balancer.OpenAsync(Backend);
        var open = (await observer.ToldAsync(SessionMoment.Open)).Single();
        Assert.That(
            (open.Backend, open.LastTried, open.Retries),
            Is.EqualTo((Loopback.AddressOf(Backend), Loopback.AddressOf(refusing), 1)));
    }

    [Test]
    public async Task A_client_whom_no_backend_takes_is_told_of_with_the_last_that_was_tried()
    {
        using var first = Loopback.Refuse();
        using var last = Loopback.Refuse();
        var observer = new RecordingObserver();
        await using var balancer = await StartAsync(observer, first, last);
        await balancer.RefusesAsync(CloseReason.RefusedConnectFailed);
        var end = (await observer.ToldAsync(SessionMoment.End)).Single();
        Assert.That(
            (end.Reason, end.Pool, end.Backend, end.LastTried, end.Retries, end.ConnectMicroseconds),
            Is.EqualTo((CloseReason.RefusedConnectFailed, "pool", (NetAddress?)null, Loopback.AddressOf(last), 2, -1)));
        Assert.That(observer.Records, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_client_who_is_refused_at_the_listener_is_told_of_too()
    {
        var observer = new RecordingObserver();
        await using var balancer = await RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)], listener: l => l with { MaxConnections = 1 },
            options: o => o with { Observer = observer });
        using var session = await balancer.OpenAsync(Backend);
        await balancer.RefusesAsync(CloseReason.RefusedListenerFull);
        var end = (await observer.ToldAsync(SessionMoment.End)).Single();
        Assert.That(
            (end.Reason, end.Listener, end.Pool, end.Backend, end.ConnectMicroseconds),
            Is.EqualTo((CloseReason.RefusedListenerFull, "listener", "", (NetAddress?)null, -1)));
        Assert.That(end.Client.ToString(), Does.StartWith("127.0.0.1:"));
        Assert.That(end.Id, Is.Not.EqualTo((await observer.ToldAsync(SessionMoment.Open)).Single().Id));
    }

    [Test]
    public async Task Every_end_is_told_once_however_it_comes()
    {
        var observer = new RecordingObserver(runningInterval: 1);
        await using (var balancer = await StartAsync(observer))
        {
            for (var i = 0; i < 20; i++)
            {
                using (var session = await balancer.OpenAsync(Backend))
                {
                    await session.PingAsync();
                    if (i % 4 == 0) session.Client.Reset();
                    else if (i % 4 == 1) session.Server.Reset();
                    else if (i % 4 == 2) await EndAsync(balancer);
                }

                // One that is still ending would be among the sessions that an operator's reset ends.
                await balancer.NothingLeftAsync();
            }
        }

        var byId = observer.Records.GroupBy(r => r.Id).ToList();
        Assert.That(byId, Has.Count.EqualTo(20));
        foreach (var told in byId)
        {
            Assert.That(told.Count(r => r.Moment == SessionMoment.Open), Is.EqualTo(1));
            Assert.That(told.Count(r => r.Moment == SessionMoment.End), Is.EqualTo(1));
            Assert.That(told.Last().Moment, Is.EqualTo(SessionMoment.End));
        }

        Assert.That(
            observer.Of(SessionMoment.End).Count(r => r.Reason == CloseReason.OperatorReset), Is.EqualTo(5));
    }

    /// <summary>Completes when they have ended: the client's own end must not come first.</summary>
    private static async Task EndAsync(RunningBalancer balancer)
    {
        balancer.Balancer.Engine.EndAllSessions(CloseReason.OperatorReset);
        await balancer.NothingLeftAsync();
    }

    [Test]
    public async Task Only_the_moments_that_are_wanted_are_told()
    {
        var observer = new RecordingObserver(runningInterval: 1, SessionMoment.End);
        await using var balancer = await StartAsync(observer);
        (await balancer.OpenAsync(Backend)).Dispose();
        await observer.ToldAsync(SessionMoment.End);
        await balancer.NothingLeftAsync();
        Assert.That(observer.Records.Select(r => r.Moment), Is.EqualTo((SessionMoment[])[SessionMoment.End]));
    }

    [Test]
    public async Task An_observer_that_fails_takes_no_session_with_it()
    {
        var observer = new RecordingObserver { OnRecord = _ => throw new InvalidOperationException("test") };
        await using var balancer = await StartAsync(observer);
        for (var i = 0; i < 2; i++)
        {
            using var session = await balancer.OpenAsync(Backend);
            await session.PingAsync();
            session.Client.Reset();
            await balancer.EndedAsync(CloseReason.ClientReset, i + 1);
        }

        await balancer.NothingLeftAsync();
    }

    private Task<RunningBalancer> StartAsync(ISessionObserver observer, params Socket[] backends) =>
        RunningBalancer.StartAsync(
            engine, (backends.Length == 0 ? [Backend] : backends).Select(Loopback.AddressOf),
            pool => pool with { Policy = PolicyKind.First }, options: o => o with { Observer = observer });
}
