using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Which backends ramp up, and when.</summary>
public sealed class SlowStartTests
{
    private static PoolConfig Ramped(params BackendConfig[] backends) =>
        Pool("p", backends) with { SlowStart = TimeSpan.FromSeconds(10) };

    [Test]
    public void The_first_table_of_a_pool_is_at_full_weight()
    {
        var it = Controlled.With(Ramped(Entry(1, weight: 2), Entry(2)));
        Assert.That(it.Weight(1), Is.EqualTo(200));
        Assert.That(it.State.WakeAt, Is.Null);
    }

    private static IEnumerable<TestCaseData> Beginnings()
    {
        yield return Case("it comes up", it => it.Probe(2, "-"), it => it.Probe(2, "++"));
        yield return Case(
            "its maintenance ends",
            it => it.Intend(2, BackendIntent.Maintenance),
            it => it.Intend(2, BackendIntent.Ready));
        yield return Case(
            "a reload adds it",
            it => it.Reload(Ramped(Entry(1))),
            it => Proven(it, () => it.Reload(Ramped(Entry(1), Entry(2)))));
        yield return Case(
            "a reload moves it into the tier in use",
            it => it.Reload(Ramped(Entry(1), Entry(2, tier: 1))),
            it => it.Reload(Ramped(Entry(1), Entry(2))));
        yield return Case(
            "a name resolves to it",
            it => it.Reload(Ramped(Entry(1), HostEntry("h"))),
            it => Proven(it, () => it.Resolve("h", 2)));
    }

    /// <summary>The first outcome of the new backend is good, so its trial ends at once.</summary>
    private static void Proven(Controlled it, Action come)
    {
        come();
        it.Probe(2, "+");
    }

    [Test]
    public void A_ramp_goes_on_through_a_pause_that_no_table_showed()
    {
        var it = Controlled.With(Ramped(Entry(1), Entry(2, tier: 1)) with { Mode = FailoverMode.Manual });
        it.At(5).WantTier(1);
        it.At(100).WantTier(0);
        Assert.That(it.At(105).Weight(1), Is.EqualTo(50));
        it.Do(new TierWanted("p", 1), new TierWanted("p", 0));
        Assert.That((it.Tier(), it.Weight(1)), Is.EqualTo((0, 50)));
        Assert.That(it.At(107).Weight(1), Is.EqualTo(70));
    }

    [TestCaseSource(nameof(Beginnings))]
    public void A_backend_ramps_up_when(Action<Controlled> before, Action<Controlled> begin)
    {
        var it = Controlled.With(Ramped(Entry(1), Entry(2)));
        it.At(5);
        before(it);
        it.At(100);
        begin(it);
        Assert.That(it.Weight(2), Is.EqualTo(1));
        Assert.That(it.Weight(1), Is.EqualTo(100), "The others keep their weight.");
        Assert.That(it.At(100.5).Weight(2), Is.EqualTo(5));
        Assert.That(it.At(105).Weight(2), Is.EqualTo(50));
        Assert.That(it.At(109.9).Weight(2), Is.EqualTo(95));
        Assert.That(it.At(110).Weight(2), Is.EqualTo(100));
        Assert.That(it.State.WakeAt, Is.Null, "A ramp that is over wakes nobody.");
    }

    [Test]
    public void A_tier_that_comes_into_use_ramps_evenly()
    {
        var it = Controlled.With(Ramped(Entry(1), Entry(2, tier: 1, weight: 1), Entry(3, tier: 1, weight: 3)));
        it.Probe(1, "-");
        it.At(5);
        Assert.That((it.Weight(2), it.Weight(3)), Is.EqualTo((50, 150)));
    }

    [Test]
    public void A_backend_that_goes_down_in_its_ramp_begins_anew()
    {
        var it = Controlled.With(Ramped(Entry(1), Entry(2)));
        it.Probe(2, "-++");
        it.At(5).Probe(2, "---");
        it.At(20).Probe(2, "++");
        Assert.That(it.Weight(2), Is.EqualTo(1));
        Assert.That(it.At(30).Weight(2), Is.EqualTo(100));
    }

    [Test]
    public void A_reload_does_not_disturb_a_ramp()
    {
        var it = Controlled.With(Ramped(Entry(1), Entry(2)));
        it.Probe(2, "-++");
        it.At(5).Reload(Ramped(Entry(1), Entry(2, weight: 4), Entry(3)));
        Assert.That(it.Weight(2), Is.EqualTo(200));
        Assert.That(it.At(10).Weight(2), Is.EqualTo(400));
    }

    [Test]
    public void A_reload_that_switches_slow_start_off_ends_a_ramp()
    {
        var it = Controlled.With(Ramped(Entry(1), Entry(2)));
        it.Probe(2, "-++");
        it.Reload(Pool("p", Entry(1), Entry(2)));
        Assert.That(it.Weight(2), Is.EqualTo(100));
        Assert.That(it.State.WakeAt, Is.Null);
    }

    [Test]
    public void A_reload_that_switches_slow_start_on_leaves_those_that_serve_alone()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)));
        it.Reload(Ramped(Entry(1), Entry(2)));
        Assert.That(it.Weight(2), Is.EqualTo(100));
    }

    [Test]
    public void One_ramp_is_at_most_21_tables()
    {
        var it = Controlled.With(Ramped(Entry(1), Entry(2)));
        it.Probe(2, "-");
        it.Forget();
        it.Probe(2, "++").At(60);
        Assert.That(it.Published, Is.InRange(20, 21));
    }

    private static TestCaseData Case(string says, Action<Controlled> before, Action<Controlled> begin) =>
        new TestCaseData(before, begin).SetArgDisplayNames(says);
}
