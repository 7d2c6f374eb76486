using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Guarding;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Tests.Compare.Running;

internal sealed class ComparePlanTests
{
    [TestCase(1, "a b c")]
    [TestCase(2, "b c a")]
    [TestCase(3, "c a b")]
    [TestCase(4, "a b c")]
    public void Each_round_begins_with_the_next_balancer(int round, string order) =>
        Assert.That(string.Join(' ', Rotation.Of(["a", "b", "c"], round)), Is.EqualTo(order));

    [Test]
    public void A_full_run_fits_into_twenty_minutes_with_room_for_repeated_cells()
    {
        var cells = WorkloadList.All.Count * BalancerList.Default.Count * 3;
        var duration = ComparePlan.DurationFor(WorkloadList.All, BalancerList.Default.Count, 3);
        Assert.That(cells * duration, Is.LessThan(ComparePlan.Budget));
        Assert.That(ComparePlan.Budget, Is.LessThan(TimeSpan.FromMinutes(20)));
        Assert.That(duration, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public void A_short_run_measures_for_longer_but_not_forever() => Assert.That(
        ComparePlan.DurationFor([WorkloadList.All[0]], 5, 3), Is.EqualTo(TimeSpan.FromSeconds(5)));

    [Test]
    public void Names_are_unique()
    {
        Assert.That(WorkloadList.All.Select(w => w.Name), Is.Unique);
        Assert.That(BalancerList.All.Select(b => b.Name), Is.Unique);
        Assert.That(WorkloadList.Quick.Union(GuardLine.Workloads), Is.SubsetOf(WorkloadList.All.Select(w => w.Name)));
    }
}
