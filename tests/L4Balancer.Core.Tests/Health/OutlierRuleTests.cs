using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Core.Tests.Control;

namespace L4Balancer.Core.Tests.Health;

public sealed class OutlierRuleTests
{
    private static readonly OutliersConfig Config = new() { SlowFactor = 3 };

    [TestCase(100, 85, true)]
    [TestCase(100, 84, false)]
    [TestCase(50, 50, true)]
    [TestCase(49, 49, false, Description = "Too few sessions.")]
    public void A_share_of_failures_is_too_large(long sessions, long failed, bool isTooLarge)
    {
        var traffic = new BackendTraffic(Controlled.Address(1), sessions, failed, 0, default);
        Assert.That(OutlierRule.FailsTooMuch(Config, traffic), Is.EqualTo(isTooLarge));
        Assert.That(OutlierRule.FailsTooMuch(Config with { FailurePercent = null }, traffic), Is.False);
    }

    [TestCase("20 20 20", 60)]
    [TestCase("20 20 90", 60)]
    [TestCase("20 30 90", 90)]
    [TestCase("20 30 40 90", 120)]
    [TestCase("1 1 1", 10, Description = "Below the floor nobody is slow.")]
    [TestCase("20 20", null, Description = "Two backends have no median.")]
    public void Slow_is_a_multiple_of_the_median(string means, int? limit)
    {
        var traffic = means.Split(' ').Select((mean, i) => Traffic(i, int.Parse(mean))).ToArray();
        Assert.That(OutlierRule.SlowFrom(Config, traffic)?.TotalMilliseconds, Is.EqualTo((double?)limit));
        Assert.That(OutlierRule.SlowFrom(Config with { SlowFactor = null }, traffic), Is.Null);
    }

    [Test]
    public void A_backend_with_few_answers_is_not_slow_and_not_in_the_median()
    {
        var few = Traffic(1, 500) with { Answers = 49 };
        Assert.That(OutlierRule.SlowFrom(Config, [Traffic(2, 20), Traffic(3, 20), few]), Is.Null);
        Assert.That(OutlierRule.IsSlow(Config, few, TimeSpan.FromMilliseconds(60)), Is.False);
        Assert.That(OutlierRule.IsSlow(Config, few with { Answers = 50 }, TimeSpan.FromMilliseconds(60)), Is.True);
        Assert.That(OutlierRule.IsSlow(Config, few with { Answers = 50 }, null), Is.False);
    }

    private static BackendTraffic Traffic(int number, int milliseconds) =>
        new(Controlled.Address(number), 100, 0, 100, TimeSpan.FromMilliseconds(milliseconds));
}
