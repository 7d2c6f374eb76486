using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Tests.Health;

public sealed class EjectionTimeTests
{
    private static readonly OutliersConfig Config = new();

    [TestCase(1, 30)]
    [TestCase(2, 60)]
    [TestCase(3, 120)]
    [TestCase(4, 240)]
    [TestCase(5, 300)]
    [TestCase(1000, 300)]
    public void Each_ejection_in_a_row_lasts_twice_as_long_give_or_take_a_fifth(int number, double seconds)
    {
        var times = Enumerable.Range(0, 1000).Select(seed => EjectionTime.Of(Config, number, (ulong)seed)).ToArray();
        Assert.That(times.Min().TotalSeconds, Is.InRange(0.8 * seconds, 0.81 * seconds));
        Assert.That(times.Max().TotalSeconds, Is.InRange(1.19 * seconds, 1.2 * seconds));
        Assert.That(times.Average(time => time.TotalSeconds), Is.EqualTo(seconds).Within(2).Percent);
    }

    [Test]
    public void The_same_seed_yields_the_same_time()
    {
        var (one, other) = (EjectionTime.Of(Config, 1, 7), EjectionTime.Of(Config, 1, 8));
        Assert.That(EjectionTime.Of(Config, 1, 7), Is.EqualTo(one).And.Not.EqualTo(other));
    }

    [Test]
    public void A_row_is_forgotten_after_the_longest_time_without_an_ejection()
    {
        var memory = new StandingMemory { EjectionsInRow = 3, ReturnedAt = TimeSpan.FromSeconds(100) };
        Assert.That(memory.NextEjection(TimeSpan.FromSeconds(399), Config.MaxTime), Is.EqualTo(4));
        Assert.That(memory.NextEjection(TimeSpan.FromSeconds(400), Config.MaxTime), Is.EqualTo(1));
    }

    [Test]
    public void Wrong_suspicions_double_the_evidence_that_is_needed_and_are_forgotten()
    {
        var memory = StandingMemory.None;
        var now = TimeSpan.FromMinutes(60);
        var needed = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            needed.Add(memory.PatienceAt(now));
            memory = memory.AfterWrong(now);
        }

        Assert.That(needed, Is.EqualTo(new[] { 1, 2, 4, 8, 8 }));
        Assert.That(memory.PatienceAt(now + Limits.WrongSuspicionMemory), Is.EqualTo(1));
        Assert.That(memory.AfterWrong(now + Limits.WrongSuspicionMemory).WrongSuspicions, Is.EqualTo(1));
    }

    [Test]
    public void Every_cause_is_counted_for_itself()
    {
        var memory = StandingMemory.None.Counting(StandingCause.Hung).Counting(StandingCause.Slow)
            .Counting(StandingCause.Hung);
        Assert.That(
            Enum.GetValues<StandingCause>().Select(memory.CountOf), Is.EqualTo(new long[] { 0, 2, 0, 0, 0, 0, 1 }));
    }
}
