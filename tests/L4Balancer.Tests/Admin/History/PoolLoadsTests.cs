using L4Balancer.Admin.History;
using L4Balancer.Tests.Admin.Metrics;

namespace L4Balancer.Tests.Admin.History;

/// <summary>What the assessment of capacity takes from the state of a backend.</summary>
internal sealed class PoolLoadsTests
{
    [TestCase("good", true, true)]
    [TestCase("suspected", false, true)]
    [TestCase("ejected", false, false)]
    public void Only_a_backend_in_good_standing_counts_as_one_that_takes_over(
        string standing, bool isUsed, bool isEligible)
    {
        var snapshot = SampleSnapshot.Create(
            SampleSnapshot.Backend("10.0.0.1:3306") with { Standing = standing, Agent = null });
        var load = new PoolLoads(BackendCounts.Of(snapshot), 60, (_, _) => []).Of(snapshot.Pools[0]).Backends[0];
        Assert.That((load.IsUsed, load.IsEligible), Is.EqualTo((isUsed, isEligible)));
    }
}
