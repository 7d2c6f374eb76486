using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Tests.Health;

public sealed class TierRuleTests
{
    private const int Now = 100;

    /// <summary>
    /// Active tier; per tier the second since which it has been eligible (x: it is not); failback delay in seconds;
    /// then the tier to use and the second at which a failback is due after that (null: none).
    /// </summary>
    private static IEnumerable<TestCaseData> Decisions()
    {
        yield return Case("The only tier stays", 0, "5", 0, to: 0, due: null);
        yield return Case("The primary stays", 0, "5 5", 0, to: 0, due: null);
        yield return Case("A lost primary is left at once", 0, "x 5", 30, to: 1, due: null);
        yield return Case("Failover skips tiers with nothing eligible", 0, "x x 5", 30, to: 2, due: null);
        yield return Case("Failover takes the best of several", 0, "x 99 5", 30, to: 1, due: null);
        yield return Case(
            "A lost backup goes to a better tier at once, without the delay", 1, "99 x 5", 30, to: 0, due: null);
        yield return Case("With nothing eligible the tier stays", 1, "x x", 0, to: 1, due: null);
        yield return Case("Failback without a delay is at once", 1, "100 5", 0, to: 0, due: null);
        yield return Case("Failback waits", 1, "71 5", 30, to: 1, due: 101);
        yield return Case("Failback after the delay", 1, "70 5", 30, to: 0, due: null);
        yield return Case("Failback to the middle while the best still waits", 2, "90 60 5", 30, to: 1, due: 120);
        yield return Case("Failback past the middle", 2, "60 90 5", 30, to: 0, due: null);
        yield return Case("The first failback due counts", 2, "95 90 5", 30, to: 2, due: 120);
        yield return Case("Worse tiers never count", 1, "x 5 5", 0, to: 1, due: null);
    }

    [TestCaseSource(nameof(Decisions))]
    public void Automatic(int active, TierState[] tiers, int delay, int to, int? due)
    {
        var rule = Rule(FailoverMode.Automatic, delay);
        var chosen = rule.Choose(active, tiers, TimeSpan.FromSeconds(Now));
        Assert.That(chosen, Is.EqualTo(to));
        Assert.That(rule.FailbackAt(chosen, tiers), Is.EqualTo(due is null ? null : TimeSpan.FromSeconds(due.Value)));
    }

    [TestCaseSource(nameof(Decisions))]
    public void Manual_mode_always_keeps_the_tier(int active, TierState[] tiers, int delay, int to, int? due)
    {
        var rule = Rule(FailoverMode.Manual, delay);
        Assert.That(rule.Choose(active, tiers, TimeSpan.FromSeconds(Now)), Is.EqualTo(active));
        Assert.That(rule.FailbackAt(active, tiers), Is.Null);
    }

    [TestCase(69, 0, null)]
    [TestCase(70, 0, null)]
    [TestCase(71, 1, 101)]
    public void An_operator_who_chose_the_tier_holds_it_for_the_failback_delay(int heldSince, int to, int? due)
    {
        var tiers = Tiers("5 5");
        var rule = Rule(FailoverMode.Automatic, 30) with { HeldSince = TimeSpan.FromSeconds(heldSince) };
        var chosen = rule.Choose(1, tiers, TimeSpan.FromSeconds(Now));
        Assert.That(chosen, Is.EqualTo(to));
        Assert.That(rule.FailbackAt(chosen, tiers), Is.EqualTo(due is null ? null : TimeSpan.FromSeconds(due.Value)));
    }

    [Test]
    public void A_tier_that_is_held_is_left_when_it_is_lost()
    {
        var rule = Rule(FailoverMode.Automatic, 30) with { HeldSince = TimeSpan.FromSeconds(Now) };
        Assert.That(rule.Choose(1, Tiers("5 x"), TimeSpan.FromSeconds(Now)), Is.Zero);
    }

    [Test]
    public void A_tier_that_turns_eligible_counts_from_then_and_one_interruption_begins_anew()
    {
        var tier = new TierState(true, null);
        tier = tier.Next(true, true, TimeSpan.FromSeconds(10)).Next(true, true, TimeSpan.FromSeconds(20));
        Assert.That(tier.EligibleSince, Is.EqualTo(TimeSpan.FromSeconds(10)));
        tier = tier.Next(true, false, TimeSpan.FromSeconds(30)).Next(true, true, TimeSpan.FromSeconds(31));
        Assert.That(tier.EligibleSince, Is.EqualTo(TimeSpan.FromSeconds(31)));
    }

    [Test]
    public void A_tier_that_gets_its_first_backends_does_not_sit_out_the_failback_delay()
    {
        var first = default(TierState).Next(true, true, TimeSpan.FromSeconds(Now));
        var tiers = new[] { first, new TierState(true, TimeSpan.Zero) };
        Assert.That(Rule(FailoverMode.Automatic, 86_400).Choose(1, tiers, TimeSpan.FromSeconds(Now)), Is.Zero);
    }

    private static TierRule Rule(FailoverMode mode, int delay) =>
        new(mode, TimeSpan.FromSeconds(delay), TimeSpan.MinValue);

    private static TierState[] Tiers(string since) =>
        [.. since.Split(' ').Select(s => new TierState(true, s == "x" ? null : TimeSpan.FromSeconds(int.Parse(s))))];

    private static TestCaseData Case(string says, int active, string since, int delay, int to, int? due) =>
        new TestCaseData(active, Tiers(since), delay, to, due).SetArgDisplayNames(says);
}
