using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Tests.Policies;

[TestFixture]
public sealed class LeastConnectionsPolicyTests
{
    [Test]
    public void The_pick_has_the_fewest_sessions_per_weight_of_all_that_can_be_taken()
    {
        foreach (var seed in TestSeeds.Take(3000))
        {
            var random = new SplitMix64(seed);
            var pool = TestPool.Build(PolicyKind.LeastConnections, TestPool.Random(ref random));
            TestPool.Load(pool, ref random, max: 20);
            var context = new PickContext(0, random.Next());
            context.Exclude(random.NextBelow(pool.Set.All.Length));
            var index = pool.PickOnce(ref context);
            if (index == Policy.None) continue;
            var least = double.MaxValue;
            foreach (var i in pool.Set.Eligible)
            {
                if (pool.Set.All[i].HasRoom && !context.IsExcluded(i)) least = Math.Min(least, LoadOf(pool.Set.All[i]));
            }

            var load = LoadOf(pool.Set.All[index]);
            TestSeeds.Require(load <= least, seed, $"{load} was picked, {least} was there");
        }
    }

    [Test]
    public void Ties_rotate([Values(0, 3)] int sessionsEach)
    {
        var pool = TestPool.Build(PolicyKind.LeastConnections, TestPool.Equal(5));
        foreach (var backend in pool.Set.All)
        {
            for (var i = 0; i < sessionsEach; i++) backend.Counters.TryAcquire(int.MaxValue);
        }

        var counts = new int[5];
        for (var pick = 0; pick < 100; pick++)
        {
            var context = new PickContext(0, 0);
            counts[pool.PickOnce(ref context)]++;
        }

        Assert.That(counts, Is.All.EqualTo(20));
    }

    [Test]
    public void Held_sessions_end_up_in_proportion_to_the_weights()
    {
        var pool = TestPool.Build(PolicyKind.LeastConnections, TestPool.OfWeights(1, 2, 5));
        for (var session = 0; session < 800; session++)
        {
            var context = new PickContext(0, 0);
            Assert.That(pool.TryPick(ref context, out _), Is.EqualTo(PickResult.Picked));
        }

        Assert.That(pool.Set.All.Select(b => b.Counters.Active), Is.EqualTo(new[] { 100, 200, 500 }).Within(1));
    }

    private static double LoadOf(BackendView backend) => (double)backend.Counters.Active / backend.Weight;
}
