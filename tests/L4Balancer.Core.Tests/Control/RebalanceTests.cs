using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>When sessions of overloaded backends are ended, and when not.</summary>
public sealed class RebalanceTests
{
    private static readonly RebalanceConfig Ten = new();

    private static Controlled Balanced(RebalanceConfig? config = null, Func<PoolConfig, PoolConfig>? with = null)
    {
        var pool = Pool("p", Entry(1), Entry(2)) with { Rebalance = config ?? Ten };
        return With(with is null ? pool : with(pool));
    }

    /// <summary>Looks once a second at so many sessions of backends 1, 2, ...</summary>
    private static void Look(Controlled it, int looks, string sessions, long connected = 0, long ended = 0)
    {
        var active = sessions.Split(' ').Index().ToImmutableDictionary(
            each => Address(each.Index + 1), each => int.Parse(each.Item));
        for (var i = 0; i < looks; i++)
        {
            it.At(it.Now + 1);
            it.Do(new BalanceSeen("p", active, connected, ended));
        }
    }

    private static string Ended(Controlled it) => string.Join(' ', it.Effects.OfType<RebalanceSessions>().Select(
        each => $"{each.Address.Ip!.GetAddressBytes()[3]}:{each.Max}"));

    [Test]
    public void It_begins_after_five_looks_and_ends_so_many_a_second()
    {
        var it = Balanced();
        Look(it, 4, "100 20");
        Assert.That(it.Effects, Is.Empty);
        Look(it, 1, "100 20");
        var began = it.Notices.OfType<RebalanceBegan>().Single();
        Assert.That((began.Overloaded, began.Excess), Is.EqualTo((new[] { Address(1) }, 31)));
        Look(it, 2, "100 20");
        Assert.That(Ended(it), Is.EqualTo("1:10 1:10 1:10"));
        var effect = it.Effects.OfType<RebalanceSessions>().First();
        Assert.That((effect.MinAge, effect.Quiet, effect.MustRest), Is.EqualTo((Ten.MinAge, Ten.Quiet, false)));
    }

    [Test]
    public void It_ends_no_more_than_is_too_many_and_is_over_after_five_looks()
    {
        var it = Balanced();
        Look(it, 5, "100 20");
        it.Forget();
        Look(it, 1, "72 48", ended: 31, connected: 31);
        Assert.That(Ended(it), Is.EqualTo("1:3"));
        Look(it, 4, "69 51", ended: 34, connected: 34);
        Assert.That(it.Notices, Is.Empty);
        Look(it, 1, "69 51", ended: 34, connected: 34);
        Assert.That(it.Notices.OfType<RebalanceEnded>().Single().Ended, Is.EqualTo(34));
        it.Forget();
        Look(it, 10, "69 51");
        Assert.That(it.Effects, Is.Empty);
    }

    [Test]
    public void A_slow_rate_is_kept_over_several_looks()
    {
        var it = Balanced(Ten with { Rate = 1 });
        Look(it, 5, "100 20");
        it.Forget();
        for (var i = 0; i < 10; i++)
        {
            it.At(it.Now + 0.5);
            it.Do(new BalanceSeen("p", new[] { 100, 20 }.Index().ToImmutableDictionary(
                each => Address(each.Index + 1), each => each.Item), 0, 0));
        }

        Assert.That(it.Effects.OfType<RebalanceSessions>().Sum(each => each.Max), Is.EqualTo(5));
    }

    [Test]
    public void A_dry_run_only_says_so()
    {
        var it = Balanced(Ten with { DryRun = true });
        Look(it, 20, "100 20");
        Assert.That(it.Notices.OfType<RebalanceBegan>().Single().IsDryRun);
        Assert.That(it.Effects.OfType<RebalanceSessions>(), Is.Empty);
        Assert.That(it.State.FindPool("p")!.Rebalance.Excess, Is.EqualTo(31));
    }

    [TestCase(10, true, Description = "9 of 10 is below 95 %.")]
    [TestCase(9, false)]
    [TestCase(4, false, Description = "Too few to conclude anything.")]
    public void It_stops_when_clients_do_not_come_back(int ended, bool isStopped)
    {
        var it = Balanced();
        Look(it, 6, "100 20", connected: 500, ended: 0);
        Look(it, 6, "90 20", connected: 509, ended);
        Assert.That(it.Notices.OfType<RebalanceStopped>().Any(), Is.EqualTo(isStopped));
        it.Forget();
        Look(it, 20, "90 20", connected: 509, ended);
        Assert.That(it.Effects.OfType<RebalanceSessions>().Any(), Is.Not.EqualTo(isStopped));
    }

    [Test]
    public void After_a_stop_it_begins_again_when_the_backends_change()
    {
        var it = Balanced();
        Look(it, 6, "100 20", connected: 500);
        Look(it, 6, "90 20", connected: 500, ended: 10);
        Assert.That(it.State.FindPool("p")!.Rebalance.HasStopped);
        it.Forget();
        it.Reload(Pool("p", Entry(1), Entry(2), Entry(3)) with { Rebalance = Ten });
        it.Probe(3, "+");
        Look(it, 6, "100 20 0", connected: 500, ended: 10);
        Assert.That(it.Notices.OfType<RebalanceBegan>(), Is.Not.Empty);
    }

    [Test]
    public void A_backend_in_slow_start_is_neither_relieved_nor_a_reason()
    {
        var it = Balanced(with: pool => pool with { SlowStart = TimeSpan.FromSeconds(60) });
        it.Probe(2, "---");
        it.Probe(2, "++");
        Look(it, 10, "100 0");
        Assert.That(it.Effects.OfType<RebalanceSessions>(), Is.Empty);
        it.At(100);
        Look(it, 6, "100 20");
        Assert.That(Ended(it), Does.StartWith("1:10"));
    }

    [Test]
    public void Neither_is_one_on_trial_down_drained_or_suspected()
    {
        var it = Balanced();
        it.Reload(Pool("p", Entry(1), Entry(2), Entry(3)) with { Rebalance = Ten });
        it.Probe(1, "+").Probe(2, "---");
        Look(it, 10, "100 20 0");
        it.Probe(2, "++");
        it.Intend(2, BackendIntent.Drain);
        Look(it, 10, "100 20 0");
        it.Intend(2, BackendIntent.Ready);
        it.Do(new ProbeLate(Target(2), TimeSpan.FromSeconds(1), TimeSpan.Zero));
        Assert.That(it.Backend(2).Standing.Kind, Is.EqualTo(StandingKind.Suspected));
        Look(it, 10, "100 20 0");
        Assert.That(it.Effects.OfType<RebalanceSessions>(), Is.Empty);
        it.Probe(2, "+").Probe(3, "+");
        Look(it, 6, "100 20 0");
        Assert.That(Ended(it), Does.StartWith("1:10"));
    }

    [Test]
    public void With_an_observed_protocol_only_sessions_that_rest_are_ended()
    {
        var it = Balanced(with: pool => pool with { Protocol = ProtocolKind.Redis });
        Look(it, 5, "100 20");
        Assert.That(it.Effects.OfType<RebalanceSessions>().Single().MustRest);
    }

    [Test]
    public void Without_the_section_nothing_is_looked_at()
    {
        var it = With(Pool("p", Entry(1), Entry(2)));
        Look(it, 10, "100 20");
        Assert.That(it.Effects, Is.Empty);
    }
}
