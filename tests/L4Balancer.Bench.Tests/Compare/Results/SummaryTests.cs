using L4Balancer.Bench.Compare.Results;

namespace L4Balancer.Bench.Tests.Compare.Results;

internal sealed class SummaryTests
{
    [Test]
    public void The_median_ignores_missing_measurements()
    {
        Assert.That(Median.Of([3, 1, 100]), Is.EqualTo(3));
        Assert.That(Median.Of([4, null, 2]), Is.EqualTo(3));
        Assert.That(Median.Of([null]), Is.Null);
    }

    [Test]
    public void Figures_are_medians_of_the_rounds()
    {
        var row = Sample.Summaries(
        [
            Sample.Cell("redis-50", "native", 1, 1_000, 0.5),
            Sample.Cell("redis-50", "native", 2, 3_000, 0.6),
            Sample.Cell("redis-50", "native", 3, 2_000, 0.4),
        ])[0].RowOf("native")!;
        Assert.That(row.Rate, Is.EqualTo(2_000));
        Assert.That(row.P50, Is.EqualTo(200));
        Assert.That(row.P999, Is.EqualTo(600));
        Assert.That(row.BalancerCost, Is.EqualTo(0.2e-3).Within(1e-12), "0.5, 0.2 and 0.2 ms.");
        Assert.That(row.MachineCost, Is.EqualTo(0.4e-3).Within(1e-12));
    }

    /// <summary>A disturbance of a whole round does not change its ratios.</summary>
    [Test]
    public void Ratios_are_taken_within_a_round()
    {
        var row = Sample.Summaries(
        [
            Sample.Cell("redis-50", "haproxy", 1, 1_000, 0.5), Sample.Cell("redis-50", "native", 1, 2_000, 0.5),
            Sample.Cell("redis-50", "haproxy", 2, 100, 0.5), Sample.Cell("redis-50", "native", 2, 200, 0.5),
        ])[0].RowOf("native")!;
        Assert.That(row.RateRatio, Is.EqualTo(2));
        Assert.That(row.CostRatio, Is.EqualTo(0.5));
    }

    [Test]
    public void Without_the_reference_there_is_no_ratio()
    {
        var row = Sample.Summaries([Sample.Cell("redis-50", "native", 1, 1_000, 0.5)])[0].RowOf("native")!;
        Assert.That((row.RateRatio, row.CostRatio), Is.EqualTo(((double?)null, (double?)null)));
    }

    [Test]
    public void A_failed_round_is_omitted_and_mentioned()
    {
        var row = Sample.Summaries(
        [
            Sample.Cell("redis-50", "native", 1, 1_000, 0.5),
            Sample.Cell("redis-50", "native", 2, 9_000, 0.5) with { Errors = 1 },
            Sample.Cell("redis-50", "native", 3, 0, 0.5) with { Failure = "gone" },
        ])[0].RowOf("native")!;
        Assert.That(row.Rate, Is.EqualTo(1_000));
        Assert.That(row.HasFailed, Is.True);
    }
}
