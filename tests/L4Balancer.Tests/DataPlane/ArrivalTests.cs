using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Quotas;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Access lists, rates and limits of sources, as clients see them.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class ArrivalTests(TestedEngine engine) : BackendFixture
{
    private static readonly ValueList<IPNetwork> Local = [IPNetwork.Parse("127.0.0.0/8")];

    [Test]
    public async Task Denied_client_is_reset_until_a_reload_allows_it()
    {
        await using var balancer = await StartAsync(l => l with { Access = new AccessConfig { Deny = Local } });
        await balancer.RefusesAsync(CloseReason.RefusedAccess);
        await ReloadAsync(balancer, l => l with { Access = new AccessConfig { Allow = Local } });
        using var session = await balancer.OpenAsync(Backend);
        await session.PingAsync();
        await ReloadAsync(balancer, l => l with { Access = new AccessConfig { Deny = Local } });
        await session.PingAsync();
        await balancer.RefusesAsync(CloseReason.RefusedAccess);
    }

    [Test]
    public async Task Denied_client_is_closed_in_order_even_if_it_has_sent_something()
    {
        await using var balancer = await StartAsync(
            l => l with { Access = new AccessConfig { Deny = Local, OnDeny = OnDenyAction.Close } });
        using var client = await Loopback.ConnectAsync(balancer.Address);
        Assert.That(await client.ReadToEndAsync(), Is.EqualTo((Array.Empty<byte>(), StreamEnd.Fin)));
        await balancer.EndedAsync(CloseReason.RefusedAccess);
    }

    [Test]
    public async Task Silent_client_gets_no_answer_and_is_released_after_a_while()
    {
        var time = new ManualTime();
        await using var balancer = await StartAsync(
            l => l with { Access = new AccessConfig { Deny = Local, OnDeny = OnDenyAction.Silent } }, time);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync("anybody?");
        await balancer.EndedAsync(CloseReason.RefusedAccess);
        var arrivals = balancer.Balancer.Engine.Arrivals;
        await Eventually.HoldsAsync(
            () => (arrivals.SilentCount, arrivals.Places.Taken) == (1, 1), () => "the silent client is held");
        var read = client.ReadToEndAsync();
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.That(read.IsCompleted, Is.False);
        Assert.That(arrivals.SilentCount, Is.EqualTo(1));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.That((await read).End, Is.EqualTo(StreamEnd.Reset));
        Assert.That((arrivals.SilentCount, arrivals.Places.Taken), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Silent_clients_are_released_with_the_balancer()
    {
        Task<(byte[] Bytes, StreamEnd End)> read;
        Socket client;
        await using (var balancer = await StartAsync(
            l => l with { Access = new AccessConfig { Deny = Local, OnDeny = OnDenyAction.Silent } }))
        {
            client = await Loopback.ConnectAsync(balancer.Address);
            read = client.ReadToEndAsync();
            await Eventually.HoldsAsync(() => balancer.Balancer.Engine.Arrivals.SilentCount == 1, () => "it is held");
        }

        Assert.That((await read).End, Is.EqualTo(StreamEnd.Reset));
        client.Dispose();
    }

    [Test]
    public async Task Source_has_no_more_sessions_than_it_may_and_its_place_returns()
    {
        await using var balancer = await StartAsync(
            l => l with { PerSource = new PerSourceConfig { MaxConnections = 2 } });
        using var first = await balancer.OpenAsync(Backend);
        var second = await balancer.OpenAsync(Backend);
        await balancer.RefusesAsync(CloseReason.RefusedSourceFull);
        await first.PingAsync();

        // A reload keeps the counts.
        await ReloadAsync(
            balancer, l => l with { PerSource = new PerSourceConfig { MaxConnections = 2 }, Backlog = 99 });
        await balancer.RefusesAsync(CloseReason.RefusedSourceFull);
        second.Dispose();
        await Eventually.HoldsAsync(() => Sessions(balancer) == 1, () => "the second session is over");
        using var third = await balancer.OpenAsync(Backend);
        await third.PingAsync();
        third.Dispose();
        first.Dispose();
        await balancer.NothingLeftAsync();
        Assert.That(Sessions(balancer), Is.Zero);
    }

    [TestCase(true, CloseReason.RefusedSourceRate)]
    [TestCase(false, CloseReason.RefusedListenerRate)]
    public async Task Rate_is_kept_over_all_loops_and_refills(bool isPerSource, CloseReason reason)
    {
        var time = new ManualTime();
        var rate = new ConnectionRateConfig { Rate = 1, Burst = 3 };
        await using var balancer = await StartAsync(
            l => isPerSource
                ? l with { PerSource = new PerSourceConfig { ConnectionRate = rate } }
                : l with { ConnectionRate = rate },
            time);
        for (var i = 0; i < 3; i++) (await balancer.OpenAsync(Backend)).Dispose();
        for (var i = 0; i < 4; i++) await balancer.RefusesAsync(reason);
        time.Advance(TimeSpan.FromSeconds(1));

        // A loop that is still in the turn of the last refusal knows an older time.
        Assert.That(await balancer.Balancer.IsTurningAsync(Loopback.Deadline));
        (await balancer.OpenAsync(Backend)).Dispose();
        await balancer.RefusesAsync(reason);
        Assert.That(balancer.Counters.Ended(reason), Is.EqualTo(5));
    }

    [Test]
    public async Task Process_limit_of_the_configuration_changes_with_a_reload()
    {
        await using var balancer = await StartAsync(l => l, config: c => c with { MaxConnections = 1 });
        using var first = await balancer.OpenAsync(Backend);
        await balancer.RefusesAsync(CloseReason.RefusedSessionLimit);
        await balancer.ReloadAsync(ConfigOf(l => l) with { MaxConnections = 2 });
        using var second = await balancer.OpenAsync(Backend);
        await balancer.RefusesAsync(CloseReason.RefusedSessionLimit);
        await first.PingAsync();
    }

    private static int Sessions(RunningBalancer balancer) => balancer.Balancer.Engine.Arrivals.Sources
        .Top(SourceOrder.Sessions, listener: 0, limit: 10, now: 0).Sum(s => s.Sessions);

    private BalancerConfig ConfigOf(Func<ListenerConfig, ListenerConfig> listener) =>
        RunningBalancer.Config(engine, [Loopback.AddressOf(Backend)], listener: listener);

    private Task ReloadAsync(RunningBalancer balancer, Func<ListenerConfig, ListenerConfig> listener) =>
        balancer.ReloadAsync(ConfigOf(listener));

    private Task<RunningBalancer> StartAsync(
        Func<ListenerConfig, ListenerConfig> listener, ManualTime? time = null,
        Func<BalancerConfig, BalancerConfig>? config = null) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)], listener: listener, config: config,
            options: o => time is null ? o : o with { Time = time });
}
