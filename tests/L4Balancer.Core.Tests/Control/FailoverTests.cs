using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

public sealed class FailoverTests
{
    private static PoolConfig Tiered(int delaySeconds, FailoverMode mode = FailoverMode.Automatic) =>
        Pool("p", Entry(1), Entry(2), Entry(3, tier: 1), Entry(4, tier: 2)) with
        {
            FailbackDelay = TimeSpan.FromSeconds(delaySeconds),
            Mode = mode,
        };

    [Test]
    public void The_backup_serves_only_when_no_primary_can()
    {
        var it = Controlled.With(Tiered(0));
        it.Probe(1, "-");
        Assert.That(it.Used(), Is.EqualTo("2"));
        it.Probe(2, "-");
        Assert.That(it.Used(), Is.EqualTo("3"));
        it.Probe(3, "-");
        Assert.That(it.Used(), Is.EqualTo("4"));
        Assert.That(
            it.Notices.OfType<FailedOver>(),
            Is.EqualTo(new[] { new FailedOver("p", 0, 1), new FailedOver("p", 1, 2) }));
    }

    [Test]
    public void Without_a_delay_the_primary_serves_again_at_once()
    {
        var it = Controlled.With(Tiered(0));
        it.Probe(1, "-").Probe(2, "-").Probe(2, "++");
        Assert.That(it.Used(), Is.EqualTo("2"));
        Assert.That(it.Notices.Last(), Is.EqualTo(new FailedBack("p", 1, 0)));
    }

    [Test]
    public void Failback_waits_for_its_delay_without_interruption()
    {
        var it = Controlled.With(Tiered(30));
        it.Probe(1, "-").Probe(2, "-");
        it.At(10).Probe(1, "++");
        Assert.That(it.Used(), Is.EqualTo("3"));
        it.At(39).Probe(1, "---");
        Assert.That(it.At(41).Used(), Is.EqualTo("3"), "The delay was interrupted.");
        it.At(50).Probe(1, "++");
        Assert.That(it.At(79.9).Used(), Is.EqualTo("3"));
        Assert.That(it.At(80).Used(), Is.EqualTo("1"));
    }

    [Test]
    public void The_delay_is_of_the_tier_so_another_of_its_backends_may_carry_it_on()
    {
        var it = Controlled.With(Tiered(30));
        it.Probe(1, "-").Probe(2, "-");
        it.At(10).Probe(1, "++");
        it.At(20).Probe(2, "++").Probe(1, "---");
        Assert.That(it.At(39.9).Used(), Is.EqualTo("3"));
        Assert.That(it.At(40).Used(), Is.EqualTo("2"));
    }

    [Test]
    public void A_backup_that_dies_ends_the_delay()
    {
        var it = Controlled.With(Tiered(30));
        it.Probe(1, "-").Probe(2, "-");
        it.At(10).Probe(1, "++").Probe(3, "-");
        Assert.That(it.Used(), Is.EqualTo("1"));
    }

    [Test]
    public void Manual_mode_keeps_the_tier_even_with_nothing_eligible()
    {
        var it = Controlled.With(Tiered(0, FailoverMode.Manual));
        it.Probe(1, "-").Probe(2, "-");
        Assert.That(it.Used(), Is.Empty);
        Assert.That(it.Tier(), Is.Zero);
        it.WantTier(1);
        Assert.That(it.Used(), Is.EqualTo("3"));
        it.Probe(1, "++").Probe(3, "-");
        Assert.That(it.Tier(), Is.EqualTo(1));
        it.WantTier(0);
        Assert.That(it.Used(), Is.EqualTo("1"));
    }

    [Test]
    public void A_tier_wanted_in_automatic_mode_holds_for_the_failback_delay()
    {
        var it = Controlled.With(Tiered(30));
        it.At(5).WantTier(1);
        Assert.That(it.Used(), Is.EqualTo("3"));
        it.At(20).WantTier(1);
        Assert.That(it.At(49.9).Used(), Is.EqualTo("3"), "Asking again begins the delay again.");
        Assert.That(it.At(50).Used(), Is.EqualTo("1 2"));
        Assert.That(it.Notices, Is.EqualTo(new Notice[] { new FailedOver("p", 0, 1), new FailedBack("p", 1, 0) }));
    }

    [Test]
    public void A_tier_wanted_in_automatic_mode_is_left_when_it_fails()
    {
        var it = Controlled.With(Tiered(30));
        it.WantTier(1);
        it.Probe(3, "-");
        Assert.That(it.Tier(), Is.Zero);
    }

    [Test]
    public void A_tier_wanted_holds_against_a_better_tier_that_gets_its_first_backends()
    {
        var it = Controlled.With(Tiered(30) with { Backends = [HostEntry("h"), Entry(2, tier: 1), Entry(3, tier: 2)] });
        it.At(5).WantTier(2);
        it.At(10).Resolve("h", 1);
        Assert.That(it.Used(), Is.EqualTo("3"));
        Assert.That(it.At(35).Used(), Is.EqualTo("1"));
    }

    private static IEnumerable<TestCaseData> Refusals()
    {
        yield return new TestCaseData(30, "none", 0, "there is no pool \"none\"").SetArgDisplayNames("an unknown pool");
        yield return new TestCaseData(30, "p", 7, "it has no tier 7").SetArgDisplayNames("an unknown tier");
        yield return new TestCaseData(30, "p", 2, "tier 2 has no eligible backend, and the pool is in automatic mode")
            .SetArgDisplayNames("a tier with nothing eligible");
        yield return new TestCaseData(0, "p", 1,
            "a tier below 1 is eligible and failback-delay is 0, so the pool would return at once; "
                + "mode: manual keeps a tier")
            .SetArgDisplayNames("a tier that would be left at once");
    }

    [TestCaseSource(nameof(Refusals))]
    public void A_tier_that_cannot_be_had_is_refused_with_the_reason(int delay, string pool, int tier, string why)
    {
        var it = Controlled.With(Tiered(delay));
        it.Probe(4, "-");
        it.Forget();
        it.WantTier(tier, pool);
        Assert.That((it.Refused, it.Published), Is.EqualTo((why, 0)));
        Assert.That(it.Tier(), Is.Zero);
    }
}
