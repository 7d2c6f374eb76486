using L4Balancer.Core.Health;

namespace L4Balancer.Core.Tests.Health;

public sealed class BackendHealthTests
{
    private const int Rise = 2;
    private const int Fall = 3;

    /// <summary>Outcomes from the start of a new backend: + is good, - is bad; then the resulting state.</summary>
    private static IEnumerable<TestCaseData> Histories()
    {
        yield return Case("", isUp: true, isConfirmed: false, streak: 0, "A new backend is up before any outcome");
        yield return Case("+", isUp: true, isConfirmed: true, streak: 0, "A first good outcome confirms");
        yield return Case("-", isUp: false, isConfirmed: true, streak: 0, "A first bad outcome takes down at once");
        yield return Case("+-", isUp: true, isConfirmed: true, streak: 1, "One bad outcome only begins to change it");
        yield return Case("+--", isUp: true, isConfirmed: true, streak: 2, "One less than fall is not enough");
        yield return Case("+---", isUp: false, isConfirmed: true, streak: 0, "Fall bad outcomes in a row take it down");
        yield return Case("+--+", isUp: true, isConfirmed: true, streak: 0, "A good outcome between ends the row");
        yield return Case("+--+--", isUp: true, isConfirmed: true, streak: 2, "Rows do not add up");
        yield return Case("-+", isUp: false, isConfirmed: true, streak: 1, "One good outcome is not enough to come up");
        yield return Case("-++", isUp: true, isConfirmed: true, streak: 0, "Rise good outcomes in a row bring it up");
        yield return Case(
            "-+-+", isUp: false, isConfirmed: true, streak: 1, "A bad outcome between ends the row of good ones");
        yield return Case(
            "-++--", isUp: true, isConfirmed: true, streak: 2, "After its return it needs fall bad outcomes again");
        yield return Case("-++---", isUp: false, isConfirmed: true, streak: 0, "And then goes down again");
        yield return Case("----", isUp: false, isConfirmed: true, streak: 0, "Down stays down");
        yield return Case("++++", isUp: true, isConfirmed: true, streak: 0, "Up stays up");
    }

    [TestCaseSource(nameof(Histories))]
    public void Outcomes_lead_to(string outcomes, BackendHealth expected)
    {
        var health = BackendHealth.New;
        foreach (var outcome in outcomes) health = health.Apply(Outcome(outcome), Rise, Fall);

        Assert.That(health, Is.EqualTo(expected));
        Assert.That(health.IsChanging, Is.EqualTo(expected.Streak > 0));
    }

    [Test]
    public void Rise_and_fall_of_one_turn_with_every_outcome()
    {
        var health = BackendHealth.New.Apply(ProbeOutcome.Good, 1, 1).Apply(ProbeOutcome.Bad("no"), 1, 1);
        Assert.That(health.IsUp, Is.False);
        Assert.That(health.Apply(ProbeOutcome.Good, 1, 1).IsUp, Is.True);
    }

    [Test]
    public void A_fall_that_a_reload_lowered_below_the_streak_decides_with_the_next_bad_outcome()
    {
        var health = new BackendHealth(IsUp: true, IsConfirmed: true, Streak: 4);
        Assert.That(health.Apply(ProbeOutcome.Bad("no"), 2, 2).IsUp, Is.False);
        Assert.That(health.Apply(ProbeOutcome.Good, 2, 2).IsUp, Is.True);
    }

    private static ProbeOutcome Outcome(char sign) => sign == '+' ? ProbeOutcome.Good : ProbeOutcome.Bad("no");

    private static TestCaseData Case(string outcomes, bool isUp, bool isConfirmed, int streak, string says) =>
        new TestCaseData(outcomes, new BackendHealth(isUp, isConfirmed, streak)).SetName($"{says} ({outcomes})");
}
