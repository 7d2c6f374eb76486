using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Tests.Policies;

/// <summary>The contract of every policy for every pool.</summary>
[TestFixture]
public sealed class PolicyContractTests
{
    private const int Pools = 1500;

    [TestCaseSource(typeof(TestPool), nameof(TestPool.Kinds))]
    public void A_pick_is_eligible_not_tried_and_has_room_and_none_means_there_is_no_such_backend(PolicyKind kind)
    {
        foreach (var seed in TestSeeds.Take(Pools))
        {
            var random = new SplitMix64(seed);
            var pool = TestPool.Build(kind, TestPool.Random(ref random));
            TestPool.Load(pool, ref random, max: 6);
            for (var session = 0; session < 10; session++)
            {
                var context = RandomContext(pool, ref random);
                RequireRightPick(pool, pool.PickOnce(ref context), in context, seed);
            }
        }
    }

    [TestCaseSource(typeof(TestPool), nameof(TestPool.Kinds))]
    public void Every_backend_that_can_be_taken_is_reached_by_retries(PolicyKind kind)
    {
        foreach (var seed in TestSeeds.Take(Pools))
        {
            var random = new SplitMix64(seed);
            var pool = TestPool.Build(kind, TestPool.Random(ref random));
            TestPool.Load(pool, ref random, max: 6);
            var context = new PickContext(random.Next(), random.Next());
            var takeable = pool.Set.Eligible.Count(i => pool.Set.All[i].HasRoom);
            var expected = Math.Min(takeable, Limits.RetriesMax + 1);
            var reached = 0;
            while (reached < expected && pool.TryPick(ref context, out _) == PickResult.Picked) reached++;
            TestSeeds.Require(reached == expected, seed, $"{reached} of {expected} backends were reached");
        }
    }

    [TestCaseSource(typeof(TestPool), nameof(TestPool.Kinds))]
    public void A_pool_without_an_eligible_backend_gives_none(PolicyKind kind)
    {
        var down = TestPool.Equal(3).Select(b => b with { IsEligible = false }).ToArray();
        var context = new PickContext(7, 7);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(TestPool.Build(kind, down).PickOnce(ref context), Is.EqualTo(Policy.None));
            Assert.That(TestPool.Build(kind, []).PickOnce(ref context), Is.EqualTo(Policy.None));
        }
    }

    private static PickContext RandomContext(PoolView pool, ref SplitMix64 random)
    {
        var context = new PickContext(random.Next(), random.Next());
        var backends = pool.Set.All.Length;
        for (var excluded = random.NextBelow(5); excluded > 0; excluded--) context.Exclude(random.NextBelow(backends));
        return context;
    }

    private static void RequireRightPick(PoolView pool, int index, in PickContext context, ulong seed)
    {
        if (index == Policy.None)
        {
            for (var i = 0; i < pool.Set.All.Length; i++)
            {
                TestSeeds.Require(!IsFree(pool, i, in context), seed, $"none was picked, but {i} was free");
            }

            return;
        }

        TestSeeds.Require(IsFree(pool, index, in context), seed, $"{index} was picked, but could not be taken");
    }

    /// <summary>Computed from the views, not from the values that the policies read.</summary>
    private static bool IsFree(PoolView pool, int index, in PickContext context)
    {
        var backend = pool.Set.All[index];
        var hasRoom = backend.Counters.Active < backend.MaxConnections;
        return pool.Set.IsEligible[index] && hasRoom && !context.IsExcluded(index);
    }
}
