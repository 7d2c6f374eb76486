using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

public sealed class ReloadTests
{
    private static readonly PoolConfig Two = Pool("p", Entry(1), Entry(2));

    [Test]
    public void The_first_config_publishes_and_asks_for_probes_and_says_nothing_of_its_backends()
    {
        var it = new Controlled();
        it.Reload(Two);
        Assert.That(
            it.Effects.Select(effect => effect.GetType()),
            Is.EqualTo(new[] { typeof(PublishTable), typeof(ProbesWanted) }));
        Assert.That(it.Table.Generation, Is.EqualTo(1));
        Assert.That(it.Used(), Is.EqualTo("1 2"), "New backends serve before their first outcome.");
    }

    [Test]
    public void Health_intent_and_tier_survive()
    {
        var pool = Pool("p", Entry(1), Entry(2), Entry(3, tier: 1), Entry(4, tier: 1));
        var it = Controlled.With(pool with { FailbackDelay = TimeSpan.FromSeconds(30) });
        it.Probe(1, "-").Probe(2, "-");
        it.Intend(4, BackendIntent.Drain);
        it.Probe(2, "+");
        it.Reload(pool with { FailbackDelay = TimeSpan.FromSeconds(60), Policy = PolicyKind.Random });
        Assert.That((it.Tier(), it.Used()), Is.EqualTo((1, "3")));
        it.Probe(2, "+");
        Assert.That(it.At(59).Used(), Is.EqualTo("3"));
        Assert.That(it.At(60).Used(), Is.EqualTo("2"), "Its streak went on over the reload.");
    }

    [Test]
    public void What_comes_and_goes_is_told()
    {
        var it = Controlled.With(Two, Two with { Name = "gone" });
        it.Reload(Pool("p", Entry(3), Entry(2)), Pool("new", Entry(1)));
        Assert.That(it.Notices, Is.EquivalentTo(new Notice[]
        {
            new BackendAdded("p", Address(3)), new BackendRemoved("p", Address(1)),
            new BackendAdded("new", Address(1)),
            new BackendRemoved("gone", Address(1)), new BackendRemoved("gone", Address(2)),
        }));
        Assert.That(it.Used(), Is.EqualTo("3 2"), "The order is that of the config.");
        Assert.That(it.Table.Pools.Keys, Is.EquivalentTo(new[] { "p", "new" }));
    }

    [Test]
    public void A_backend_that_was_removed_and_returns_is_new()
    {
        var it = Controlled.With(Two);
        it.Probe(1, "-");
        it.Intend(1, BackendIntent.Drain);
        it.Reload(Pool("p", Entry(2)));
        it.Reload(Two);
        Assert.That(it.Backend(1).Health, Is.EqualTo(BackendHealth.New));
        Assert.That(it.Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void The_same_file_again_changes_nothing_but_the_generation()
    {
        var it = Controlled.With(Two);
        var view = it.Table.Pools["p"];
        it.Reload(Two with { Backends = [Entry(1), Entry(2)], Health = new HealthConfig() });
        Assert.That(it.Effects, Is.EqualTo(new[] { new PublishTable() }));
        Assert.That(it.Table.Generation, Is.EqualTo(2));
        Assert.That(it.Table.Pools["p"], Is.SameAs(view));
    }

    private static IEnumerable<TestCaseData> ProbeEdits()
    {
        yield return new TestCaseData(
            new HealthConfig { Rise = 9, Fall = 9, Eject = TimeSpan.FromHours(1) },
            false).SetArgDisplayNames("rise and fall");
        yield return new TestCaseData(
            new HealthConfig { Interval = TimeSpan.FromSeconds(9) }, true).SetArgDisplayNames("interval");
        yield return new TestCaseData(
            new HealthConfig { Timeout = TimeSpan.FromSeconds(9) }, true).SetArgDisplayNames("timeout");
        yield return new TestCaseData(
            new HealthConfig { Send = ProbeBytes.FromText("x") }, true).SetArgDisplayNames("what is sent");
        yield return new TestCaseData(
            new HealthConfig { Type = ProbeKind.None }, true).SetArgDisplayNames("no probes any more");
    }

    [TestCaseSource(nameof(ProbeEdits))]
    public void Probes_are_asked_for_anew_only_if_they_or_their_rhythm_changed(HealthConfig health, bool isAsked)
    {
        var it = Controlled.With(Two);
        it.Probe(1, "-");
        it.Forget();
        it.Reload(Two with { Health = health });
        Assert.That(it.Effects.OfType<ProbesWanted>().Count(), Is.EqualTo(isAsked ? 1 : 0));
        Assert.That(it.Used(), Is.EqualTo("2"), "Health stays, whatever is probed.");
    }

    [Test]
    public void The_order_of_pools_is_no_reason_to_probe_anew()
    {
        var it = Controlled.With(Two, Pool("q", Entry(3)));
        it.Reload(Pool("q", Entry(3)), Two);
        Assert.That(it.Effects.OfType<ProbesWanted>(), Is.Empty);
        it.Probe(3, "-");
        Assert.That((it.Used("p"), it.Used("q")), Is.EqualTo(("1 2", "")), "Outcomes still find their pool.");
    }

    [Test]
    public void A_backend_that_is_down_when_its_probes_are_switched_off_returns_after_the_eject_time()
    {
        var it = Controlled.With(Two);
        it.Probe(1, "-");
        it.At(5).Reload(
            Two with { Health = new HealthConfig { Type = ProbeKind.None, Eject = TimeSpan.FromSeconds(10) } });
        Assert.That(it.At(14.9).Used(), Is.EqualTo("2"));
        Assert.That(it.At(15).Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void A_backend_that_is_out_when_probes_are_switched_on_returns_in_its_time()
    {
        var it = Controlled.With(Two with { Health = new HealthConfig { Type = ProbeKind.None } });
        it.FailConnect(1, inRow: 3);
        it.Reload(Two);
        Assert.That(it.Probe(1, "+").Used(), Is.EqualTo("2"));
        Assert.That(it.Backend(1).Health.IsUp, Is.True, "An ejection says nothing about health.");
        Assert.That(it.At(10).Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void A_backend_that_is_out_when_probes_are_switched_on_is_theirs_once_they_take_it_down()
    {
        var it = Controlled.With(Two with { Health = new HealthConfig { Type = ProbeKind.None } });
        it.FailConnect(1, inRow: 3);
        it.Reload(Two);
        Assert.That(it.Probe(1, "-").At(100).Used(), Is.EqualTo("2"));
        Assert.That(it.Probe(1, "++").Used(), Is.EqualTo("1 2"));
    }

    [TestCase(FailoverMode.Automatic)]
    [TestCase(FailoverMode.Manual)]
    public void A_tier_that_is_gone_is_left(FailoverMode mode)
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2, tier: 2)) with { Mode = FailoverMode.Manual });
        it.WantTier(2);
        it.Reload(Pool("p", Entry(1), Entry(2, tier: 1)) with { Mode = mode });
        Assert.That((it.Tier(), it.Used()), Is.EqualTo((0, "1")));
    }

    [Test]
    public void An_address_that_occurs_twice_counts_once_as_its_first_entry_says()
    {
        var it = Controlled.With(Pool("p", Entry(1, weight: 3), Entry(1, weight: 5)));
        Assert.That((it.Used(), it.Weight(1)), Is.EqualTo(("1", 300)));
    }

    [Test]
    public void What_was_due_before_a_reload_happens_before_it()
    {
        var pool = Pool("p", Entry(1), Entry(2, tier: 1)) with { FailbackDelay = TimeSpan.FromSeconds(30) };
        var it = Controlled.With(pool, Pool("q", Entry(3)));
        it.Probe(1, "-++");
        Assert.That(it.Tier(), Is.EqualTo(1));
        var (state, effects, _) = BalancerReducer.Apply(
            it.State, [new ConfigAccepted(ConfigOf(pool))], TimeSpan.FromSeconds(31));
        Assert.That(effects, Has.Member(new Notify(new FailedBack("p", 1, 0))), "The tick of second 30 was late.");
        Assert.That(state.FindPool("p")!.ActiveTier, Is.Zero);
    }
}
