using L4Balancer.Core.Health;

namespace L4Balancer.Core.Tests.Health;

/// <summary>When a backend has too many sessions.</summary>
public sealed class OverloadRuleTests
{
    [TestCase(15, "100/1 100/1", "0 0")]
    [TestCase(15, "114/1 86/1", "0 0")]
    [TestCase(15, "120/1 80/1", "5 0")]
    [TestCase(15, "300/1 0/1 0/1", "185 0 0")]
    [TestCase(15, "200/2 100/1", "0 0", Description = "Shares are by weight.")]
    [TestCase(15, "100/2 200/1", "0 85")]
    [TestCase(100, "300/1 100/1", "0 0")]
    [TestCase(15, "2/1 1/1", "0 0", Description = "One more than its share is never too many.")]
    [TestCase(15, "3/1 0/1", "1 0")]
    [TestCase(15, "5/1", "0", Description = "Nobody else is there.")]
    [TestCase(15, "0/1 0/1", "0 0")]
    [TestCase(15, "", "")]
    public void Sessions_above_the_fair_share_and_the_threshold(int threshold, string backends, string excess)
    {
        var given = backends.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split('/'))
            .Select(parts => (int.Parse(parts[0]), long.Parse(parts[1]))).ToArray();
        Assert.That(string.Join(' ', OverloadRule.Excess(given, threshold)), Is.EqualTo(excess));
    }
}
