using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Manual failover and failback without naming a tier.</summary>
public sealed class TierWishTests
{
    private static readonly PoolConfig Tiered =
        Pool("p", Entry(1), Entry(2, tier: 1), Entry(3, tier: 3)) with { Mode = FailoverMode.Manual };

    [Test]
    public void Failover_goes_to_the_next_tier_that_has_an_eligible_backend()
    {
        var it = Controlled.With(Tiered);
        it.Probe(2, "-");
        it.Do(new FailoverWanted("p"));
        Assert.That((it.Tier(), it.Used()), Is.EqualTo((3, "3")));
        Assert.That(it.Notices.Last(), Is.EqualTo(new FailedOver("p", 0, 3)));
    }

    [Test]
    public void Failback_goes_to_the_best_tier_that_has_an_eligible_backend()
    {
        var it = Controlled.With(Tiered);
        it.WantTier(3);
        it.Probe(1, "-");
        it.Do(new FailbackWanted("p"));
        Assert.That(it.Tier(), Is.EqualTo(1));
        it.Probe(1, "++");
        it.Do(new FailbackWanted("p"));
        Assert.That(it.Tier(), Is.Zero);
    }

    [Test]
    public void In_automatic_mode_a_failover_by_hand_lasts_for_the_failback_delay()
    {
        var it = Controlled.With(Automatic(30));
        it.At(5).Do(new FailoverWanted("p"));
        Assert.That(it.At(34.9).Tier(), Is.EqualTo(1));
        Assert.That(it.At(35).Tier(), Is.Zero);
    }

    [Test]
    public void In_automatic_mode_a_failback_by_hand_does_not_wait_for_the_delay()
    {
        var it = Controlled.With(Automatic(30));
        it.Probe(1, "-++");
        Assert.That(it.Tier(), Is.EqualTo(1));
        it.Do(new FailbackWanted("p"));
        Assert.That(it.Tier(), Is.Zero);
    }

    [Test]
    public void A_failover_that_would_be_undone_at_once_is_refused()
    {
        var it = Controlled.With(Automatic(0));
        it.Do(new FailoverWanted("p"));
        Assert.That(it.Notices, Is.EqualTo(new[]
        {
            new EventRefused("p", "a tier below 1 is eligible and failback-delay is 0, so the pool would return at "
                + "once; mode: manual keeps a tier"),
        }));
    }

    [Test]
    public void There_is_no_way_on_from_the_last_tier()
    {
        var it = Controlled.With(Tiered);
        it.WantTier(1);
        it.Probe(3, "-");
        RequireRefused(it, new FailoverWanted("p"), "no tier above 1 has an eligible backend");
        it.WantTier(3);
        RequireRefused(it, new FailoverWanted("p"), "no tier above 3 has an eligible backend");
    }

    [Test]
    public void There_is_no_way_back_from_the_best_tier_or_to_one_that_cannot_serve()
    {
        var it = Controlled.With(Tiered);
        RequireRefused(it, new FailbackWanted("p"), "it uses tier 0 already");
        it.WantTier(1);
        it.Probe(1, "-");
        RequireRefused(it, new FailbackWanted("p"), "no tier below 1 has an eligible backend");
        RequireRefused(it, new FailbackWanted("q"), "there is no pool \"q\"");
        RequireRefused(it, new FailoverWanted("q"), "there is no pool \"q\"");
    }

    private static PoolConfig Automatic(int delay) =>
        Tiered with { Mode = FailoverMode.Automatic, FailbackDelay = TimeSpan.FromSeconds(delay) };

    private static void RequireRefused(Controlled it, ControlEvent wish, string why)
    {
        it.Forget();
        it.Do(wish);
        Assert.That(it.Refusals.Select(refusal => refusal.Text), Is.EqualTo(new[] { why }));
        Assert.That(it.Effects.Where(effect => effect is not Notify { Notice: EventRefused }), Is.Empty);
    }
}
