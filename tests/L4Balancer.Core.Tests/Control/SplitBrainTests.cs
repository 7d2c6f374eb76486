using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;
using static L4Balancer.Core.Tests.Control.RoleSayings;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Several primaries at once, and how the one is sought.</summary>
public sealed class SplitBrainTests
{
    [TestCase(SplitBrainChoice.None, "1p 2r 2p", "1", "", Description = "1 is asked again first.")]
    [TestCase(SplitBrainChoice.None, "1p 2r 2p 1r", "2", "1", Description = "It was a switch-over.")]
    [TestCase(SplitBrainChoice.None, "1p 2r 2p 1-", "2", "1")]
    [TestCase(SplitBrainChoice.None, "1p 2r 2p 1p", "", "1 2")]
    [TestCase(SplitBrainChoice.None, "1p 2r 2p 1p 1-", "", "1 2", Description = "A lost probe ends nothing.")]
    [TestCase(SplitBrainChoice.None, "1p 2r 2p 1p 1- 1- 1-", "2", "1 2")]
    [TestCase(SplitBrainChoice.None, "1p 2r 2p 1p 1r", "2", "1 2")]
    [TestCase(SplitBrainChoice.None, "1p 2r 2p 1p 2r", "1", "1 2")]
    [TestCase(SplitBrainChoice.Newest, "1p 2r 2p 1p", "2", "1")]
    [TestCase(SplitBrainChoice.Newest, "1p 2r 2p 1p 2-", "2", "1")]
    [TestCase(SplitBrainChoice.Newest, "1p 2r 2p 1p 2- 2- 2-", "1", "1 2")]
    [TestCase(SplitBrainChoice.Newest, "1p 2r 2p 1p 2r", "1", "1 2")]
    [TestCase(SplitBrainChoice.Newest, "1p 2p 1p", "", "1", Description = "Nobody was seen to become primary.")]
    [TestCase(SplitBrainChoice.Newest, "1p 2r 1- 1- 1- 2p 1p 1p 2p", "2", "1",
        Description = "The old primary comes back, as it was.")]
    [TestCase(SplitBrainChoice.None, "1p 2r 1- 1- 1- 2p 1p 1p 2p", "", "1 2")]
    public void What_is_used_while_several_say_that_they_are_the_primary(
        SplitBrainChoice choice, string said, string used, string resets)
    {
        var it = With(Of(PoolRole.Primary, 1, 2) with { SplitBrain = choice });
        Say(it, said);
        var sessions = Resets(it).Split(' ').Where(each => each != "").Distinct().Order();

        // A replica has none, and one that says so first is reset for form's sake.
        var first = said.Split(' ').First(each => each[0] == '2') == "2r" ? "2" : "";
        var expected = resets.Split(' ').Append(first).Where(each => each != "").Distinct().Order();
        Assert.That(it.Used(), Is.EqualTo(used));
        Assert.That(sessions, Is.EqualTo(expected));
    }

    [Test]
    public void A_split_brain_is_reported_once_and_so_is_its_end()
    {
        var it = Writers(1, 2);
        Say(it, "1p 2r 2p 1p 1p 2p");
        var split = it.Notices.OfType<SplitBrain>().Single();
        Assert.That((split.Primaries, split.Used), Is.EqualTo((new[] { Address(1), Address(2) }, (NetAddress?)null)));
        Assert.That(it.State.FindPool("p")!.SplitSince, Is.Not.Null);
        it.Forget();
        Say(it, "1r");
        Assert.That(it.Notices.OfType<SplitBrainOver>().Single().After, Is.EqualTo(TimeSpan.FromMilliseconds(3)));
        Assert.That((it.Used(), it.State.FindPool("p")!.SplitSince), Is.EqualTo(("2", (TimeSpan?)null)));
    }

    [Test]
    public void An_operator_ends_a_split_brain_by_taking_one_of_them_out()
    {
        var it = Writers(1, 2);
        Say(it, "1p 2r 2p 1p");
        it.Intend(1, BackendIntent.Maintenance);
        Assert.That(it.Used(), Is.EqualTo("2"));
        Assert.That(it.Notices.OfType<SplitBrainOver>(), Is.Not.Empty);
    }

    [TestCase("1p 2r 1r", "Demoted.")]
    [TestCase("1p 2r 1-", "No answer.")]
    [TestCase("1p 2r 2p", "Two claims.")]
    public void All_backends_are_asked_at_once_and_then_quickly_until_there_is_one_primary(string said, string why)
    {
        var it = Writers(1, 2);
        Say(it, "1p 2r");
        Assert.That(it.Do(Said("2r")).OfType<ProbeAfter>().Single().Delay, Is.EqualTo(TimeSpan.FromSeconds(2)));
        it.At(10).Forget();
        Say(it, said["1p 2r".Length..]);
        var hurried = it.Effects.OfType<ProbeAfter>().Where(after => after.Delay == TimeSpan.Zero);
        Assert.That(hurried.Select(after => after.Target), Is.EquivalentTo(new[] { Target(1), Target(2) }), why);
        it.At(10.1).Forget();
        Say(it, said.EndsWith('p') ? "2p" : "2r");
        Assert.That(it.Effects.OfType<ProbeAfter>().Single().Delay, Is.EqualTo(TimeSpan.FromSeconds(0.5)));
        Say(it, "1r 2p");
        it.Forget();
        Say(it, "1r");
        Assert.That(it.Effects.OfType<ProbeAfter>().Single().Delay, Is.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public void The_tier_follows_the_primary()
    {
        var it = With(Pool("p", Entry(1), Entry(2, tier: 1)) with { Role = PoolRole.Primary });
        Say(it, "1p 2r");
        Assert.That((it.Tier(), it.Used()), Is.EqualTo((0, "1")));
        it.WantTier(1);
        Assert.That(it.Refused, Does.Contain("no eligible backend"));
        Say(it, "1r 2p");
        Assert.That((it.Tier(), it.Used()), Is.EqualTo((1, "2")));
        Say(it, "2r 1p");
        Assert.That((it.Tier(), it.Used()), Is.EqualTo((0, "1")));
    }

    [TestCase(PoolRole.Primary, "1p 2r 1- 1- 1- 2- 2- 2-", "1", Description = "The last known primary, and only that.")]
    [TestCase(PoolRole.Primary, "1p 2r 1r", "")]
    [TestCase(PoolRole.Primary, "1- 2-", "")]
    [TestCase(PoolRole.Replica, "1p 2r9", "1 2", Description = "Readers may read anywhere.")]
    [TestCase(PoolRole.Replica, "1p 2r 2- 2- 2-", "1 2")]
    public void Panic_never_sends_writers_to_a_replica(PoolRole role, string said, string used)
    {
        var lag = role == PoolRole.Replica ? TimeSpan.FromSeconds(5) : (TimeSpan?)null;
        var it = With(Of(role, 1, 2) with { Panic = PanicMode.UseAll, MaxLag = lag });
        Say(it, said);
        Assert.That((it.Used(), it.State.FindPool("p")!.IsPanicking), Is.EqualTo((used, true)));
    }

    [Test]
    public void A_promoted_primary_does_not_ramp()
    {
        var it = With(Of(PoolRole.Primary, 1, 2) with { SlowStart = TimeSpan.FromSeconds(30) });
        Say(it, "1p 2r 1r 2p");
        Assert.That(it.Weight(2), Is.EqualTo(100));
    }

    [Test]
    public void Nobody_is_told_that_none_is_eligible_before_all_were_asked()
    {
        var it = new Controlled();
        it.Reload(Of(PoolRole.Primary, 1, 2));
        Say(it, "2r");
        Assert.That(it.Notices, Is.Empty);
        Say(it, "1p");
        Assert.That(it.Notices, Is.Empty);
        Say(it, "1r");
        Assert.That(it.Notices.OfType<NoneEligible>().Count(), Is.EqualTo(1));
    }
}
