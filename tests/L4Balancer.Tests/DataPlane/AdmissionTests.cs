using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;
using L4Balancer.Hosting;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// A client that is not served gets RST immediately, is counted by the reason, and takes no place from others.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class AdmissionTests(TestedEngine engine) : BackendFixture
{
    [Test]
    public Task A_full_listener_refuses_and_serves_again_when_a_session_has_ended() =>
        TwoAreServedAsync(CloseReason.RefusedListenerFull, listener: l => l with { MaxConnections = 2 });

    [Test]
    public Task A_full_process_refuses_and_serves_again_when_a_session_has_ended() =>
        TwoAreServedAsync(
            CloseReason.RefusedSessionLimit,
            options: o => o with { Descriptors = o.Descriptors with { Sessions = 2 } });

    [Test]
    public Task A_pool_of_full_backends_refuses_and_serves_again_when_a_session_has_ended() =>
        TwoAreServedAsync(
            CloseReason.RefusedAllFull,
            pool: p => p with { Backends = [p.Backends[0] with { MaxConnections = 2 }] });

    [Test]
    public async Task A_pool_without_an_eligible_backend_refuses_and_serves_again_when_there_is_one()
    {
        await using var balancer = await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(Backend)]);
        var address = Loopback.AddressOf(Backend);
        await balancer.Balancer.ApplyAsync(new IntentWanted("pool", address, BackendIntent.Maintenance),
            Loopback.Deadline);
        await balancer.RefusesAsync(CloseReason.RefusedNoneEligible);
        await balancer.Balancer.ApplyAsync(new IntentWanted("pool", address, BackendIntent.Ready), Loopback.Deadline);
        using var session = await balancer.OpenAsync(Backend);
        await session.PingAsync();
    }

    [Test]
    public async Task A_limit_that_many_clients_reach_at_once_is_kept_exactly()
    {
        await using var balancer = await RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)], listener: l => l with { MaxConnections = 10 });
        var clients = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => Loopback.TryConnectAsync(balancer.Address)));
        await balancer.EndedAsync(CloseReason.RefusedListenerFull, 40);
        await Eventually.HoldsAsync(() => balancer.Balancer.Engine.ActiveSessions == 10, () => "ten are left");
        foreach (var client in clients) client?.Dispose();
        for (var i = 0; i < 10; i++) (await Loopback.AcceptAsync(Backend)).Dispose();
        await balancer.NothingLeftAsync();
        Assert.That(balancer.Counters.Ended(CloseReason.RefusedListenerFull), Is.EqualTo(40));
    }

    private async Task TwoAreServedAsync(
        CloseReason reason, Func<PoolConfig, PoolConfig>? pool = null,
        Func<ListenerConfig, ListenerConfig>? listener = null,
        Func<BalancerOptions, BalancerOptions>? options = null)
    {
        await using var balancer =
            await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(Backend)], pool, listener, options: options);
        using var first = await balancer.OpenAsync(Backend);
        var second = await balancer.OpenAsync(Backend);
        await first.PingAsync();
        await second.PingAsync();
        await balancer.RefusesAsync(reason);
        await first.PingAsync();
        second.Dispose();
        await Eventually.HoldsAsync(() => balancer.Balancer.Engine.ActiveSessions == 1,
            () => "the second session is over");
        using var third = await balancer.OpenAsync(Backend);
        await third.PingAsync();
        Assert.That(balancer.Counters.Ended(reason), Is.EqualTo(1));
    }
}
