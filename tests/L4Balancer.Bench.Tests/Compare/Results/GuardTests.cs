using L4Balancer.Bench.Compare.Results;
using L4Balancer.Bench.Compare.Running;

namespace L4Balancer.Bench.Tests.Compare.Results;

internal sealed class GuardTests
{
    [TestCase(0.99, 0.99, "")]
    [TestCase(1.0, 1.0, "")]
    [TestCase(1.01, 0.5, "redis-50")]
    [TestCase(0.5, 1.01, "bulk-1-down")]
    [TestCase(1.2, 1.2, "redis-50 bulk-1-down")]
    public void More_processor_time_than_the_reference_is_a_violation(double redis, double bulk, string violated) =>
        Assert.That(string.Join(' ', Violations(redis, bulk).Select(v => v.Workload)), Is.EqualTo(violated));

    [Test]
    public void What_was_not_measured_is_a_violation() => Assert.That(Guard.Violations([]), Has.Count.EqualTo(2));

    [Test]
    public void It_counts_when_the_same_workload_violates_twice()
    {
        Assert.That(Guard.Confirmed(Violations(1.2, 0.9), Violations(0.9, 1.2)), Is.Empty);
        var confirmed = Guard.Confirmed(Violations(1.2, 1.2), Violations(1.1, 0.9));
        Assert.That(confirmed.Select(v => v.Workload), Is.EqualTo(new[] { "redis-50" }));
        Assert.That(confirmed[0].Text, Does.Contain("1.10 times").And.Contain("haproxy"));
    }

    private static IReadOnlyList<GuardViolation> Violations(double redis, double bulk)
    {
        Cell[] cells =
        [
            Sample.Cell("redis-50", "haproxy", 1, 100, 1), Sample.Cell("redis-50", "native", 1, 100, redis),
            Sample.Cell("bulk-1-down", "haproxy", 1, 100, 1), Sample.Cell("bulk-1-down", "native", 1, 100, bulk),
        ];
        return Guard.Violations(Sample.Summaries(cells));
    }
}
