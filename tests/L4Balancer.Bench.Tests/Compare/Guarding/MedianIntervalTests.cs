using L4Balancer.Bench.Compare.Guarding;

namespace L4Balancer.Bench.Tests.Compare.Guarding;

internal sealed class MedianIntervalTests
{
    private const double Risk = 0.025;

    /// <summary>The limits for 1 to n in published 95 % tables of the sign test.</summary>
    [TestCase(6, 1, 6)]
    [TestCase(8, 1, 8)]
    [TestCase(9, 2, 8)]
    [TestCase(12, 3, 10)]
    [TestCase(20, 6, 15)]
    [TestCase(30, 10, 21)]
    public void Limits_are_those_of_the_sign_test(int count, double lower, double upper)
    {
        var interval = MedianInterval.Of([.. Enumerable.Range(1, count).Select(v => (double)v)], Risk)!;
        Assert.That((interval.Lower, interval.Upper), Is.EqualTo((lower, upper)));
        Assert.That(interval.Median, Is.EqualTo((count + 1) / 2.0));
    }

    [Test]
    public void The_order_of_the_sample_does_not_matter() => Assert.That(
        MedianInterval.Of([5, 1, 4, 2, 6, 3], Risk), Is.EqualTo(new MedianInterval(1, 3.5, 6)));

    [Test]
    public void Five_values_are_too_few() => Assert.That(MedianInterval.Of([1, 2, 3, 4, 5], Risk), Is.Null);
}
