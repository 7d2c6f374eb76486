using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>The counters of sessions by listener, pool and backend: exact, even while sessions are running.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class AccountTests(TestedEngine engine) : OneBackendFixture(engine)
{
    private ListenerCounters Listener => Running.Balancer.Engine.Listeners.Single();

    [Test]
    public async Task The_bytes_of_a_session_are_counted_exactly_while_it_runs_and_once()
    {
        using var session = await Running.OpenAsync(Backend);
        await MoveAsync(session, 300_000, 2000);
        Expect(0, 0);
        await FlushAsync();
        Expect(300_000, 2000);
        await FlushAsync();
        Expect(300_000, 2000);
        await MoveAsync(session, 1, 70_000);
        await FlushAsync();
        Expect(300_001, 72_000);
        await MoveAsync(session, 5, 0);
        session.Client.Reset();
        await Running.NothingLeftAsync();
        Expect(300_006, 72_000);
        await FlushAsync();
        Expect(300_006, 72_000);
    }

    [Test]
    public async Task Many_sessions_that_end_while_bytes_are_counted_are_each_counted_once()
    {
        const int Sessions = 40;
        using var stop = new CancellationTokenSource();
        var flushing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await FlushAsync();
        });
        for (var i = 0; i < Sessions; i++)
        {
            using var session = await Running.OpenAsync(Backend);
            await MoveAsync(session, 1000 + i, 3000);
        }

        await Running.NothingLeftAsync();
        await stop.CancelAsync();
        await flushing;
        Expect(Sessions * 1000 + Sessions * (Sessions - 1) / 2, Sessions * 3000);
        Assert.That(Listener.Accepted, Is.EqualTo(Sessions));
    }

    [Test]
    public async Task Each_end_is_counted_by_its_reason_where_it_belongs()
    {
        using (var closed = await Running.OpenAsync(Backend))
        {
            closed.Client.Shutdown(SocketShutdown.Send);
            await closed.Server.ReadToEndAsync();
            closed.Server.Shutdown(SocketShutdown.Send);
            await Running.EndedAsync(CloseReason.ClientClosed);
        }

        using (var reset = await Running.OpenAsync(Backend))
        {
            await reset.PingAsync();
            reset.Server.Reset();
            await Running.EndedAsync(CloseReason.BackendReset);
        }

        await Running.Balancer.ApplyAsync(
            new IntentWanted("pool", Loopback.AddressOf(Backend), BackendIntent.Maintenance), Loopback.Deadline);
        await Running.RefusesAsync(CloseReason.RefusedNoneEligible);
        var backend = Running.Backend(Backend).Counters;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Ended(backend.Ended), Is.EqualTo("client-closed 1, backend-reset 1"));
            Assert.That(
                Ended(Running.Pool.Counters.Ended),
                Is.EqualTo("client-closed 1, backend-reset 1, refused-none-eligible 1"));
            Assert.That(Ended(Listener.Ended), Is.EqualTo(Ended(Running.Pool.Counters.Ended)));
            Assert.That(Listener.Accepted, Is.EqualTo(3));
            Assert.That(backend.ConnectTimes.Total, Is.EqualTo(2));
            Assert.That(backend.ConnectTimes.SumMicroseconds, Is.GreaterThanOrEqualTo(0).And.LessThan(20_000_000));
        }
    }

    [Test]
    public async Task A_client_who_is_refused_at_the_listener_counts_for_no_pool()
    {
        await ReloadAsync(listener => listener with { MaxConnections = 1 });
        using var session = await Running.OpenAsync(Backend);
        await Running.RefusesAsync(CloseReason.RefusedListenerFull);
        Assert.That(Ended(Listener.Ended), Is.EqualTo("refused-listener-full 1"));
        Assert.That(Ended(Running.Pool.Counters.Ended), Is.Empty);
        Assert.That((Listener.Active, Listener.Accepted), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task The_counters_of_a_listener_are_kept_over_a_reload_and_a_stop()
    {
        using var session = await Running.OpenAsync(Backend);
        await session.PingAsync();
        await ReloadAsync(listener => listener with { MaxConnections = 77 });
        await Running.Balancer.Engine.StopAcceptingAsync();
        Assert.That((Listener.Name, Listener.Active, Listener.Accepted), Is.EqualTo(("listener", 1, 1)));
        session.Client.Reset();
        await Running.EndedAsync(CloseReason.ClientReset);
        Assert.That((Listener.Active, Listener.Ended(CloseReason.ClientReset)), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task A_retry_counts_for_the_pool_and_only_the_connect_that_succeeded_has_a_time()
    {
        using var refusing = Loopback.Refuse();
        await using var balancer = await RunningBalancer.StartAsync(
            Engine, [Loopback.AddressOf(refusing), Loopback.AddressOf(Backend)],
            pool => pool with { Policy = PolicyKind.First });
        using var session = await balancer.OpenAsync(Backend);
        await session.PingAsync();
        Assert.That(balancer.Pool.Counters.Retries, Is.EqualTo(1));
        Assert.That(balancer.Backend(refusing).Counters.ConnectTimes.Total, Is.Zero);
        Assert.That(balancer.Backend(Backend).Counters.ConnectTimes.Total, Is.EqualTo(1));
    }

    private static async Task MoveAsync(RelayedSession session, int up, int down)
    {
        await MoveAsync(session.Client, session.Server, up);
        await MoveAsync(session.Server, session.Client, down);
    }

    private static async Task MoveAsync(Socket from, Socket to, int bytes)
    {
        var sending = from.SendAsync(new string('x', bytes));
        await to.ReadAsync(bytes);
        await sending;
    }

    private static string Ended(Func<CloseReason, long> counters) =>
        string.Join(", ", CloseReasons.All.Where(r => counters(r) > 0).Select(r => $"{r.Word()} {counters(r)}"));

    private Task FlushAsync() => Running.Balancer.Engine.FlushBytesAsync(Loopback.Deadline);

    private Task ReloadAsync(Func<ListenerConfig, ListenerConfig> listener) => Running.ReloadAsync(
        RunningBalancer.Config(Engine, [Loopback.AddressOf(Backend)], listener: listener));

    private void Expect(long uploaded, long downloaded)
    {
        var (pool, backend) = (Running.Pool.Counters, Running.Backend(Backend).Counters);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((backend.BytesUploaded, backend.BytesDownloaded), Is.EqualTo((uploaded, downloaded)));
            Assert.That((pool.BytesUploaded, pool.BytesDownloaded), Is.EqualTo((uploaded, downloaded)));
            Assert.That((Listener.BytesUploaded, Listener.BytesDownloaded), Is.EqualTo((uploaded, downloaded)));
        }
    }
}
