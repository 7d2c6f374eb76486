using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Tests.Policies;

/// <summary>The two policies that draw at random.</summary>
[TestFixture]
public sealed class RandomPolicyTests
{
    [TestCase(PolicyKind.Random)]
    [TestCase(PolicyKind.PowerOfTwo)]
    public void Picks_without_load_follow_the_weights(PolicyKind kind)
    {
        foreach (var seed in TestSeeds.Take(30))
        {
            var random = new SplitMix64(seed);
            var weights = new int[random.NextBetween(2, 40)];
            for (var i = 0; i < weights.Length; i++) weights[i] = random.NextBetween(1, 20);
            var pool = TestPool.Build(kind, TestPool.OfWeights(weights));
            RequireShares(pool, weights, weights, seed);
        }
    }

    [TestCase(PolicyKind.Random)]
    [TestCase(PolicyKind.PowerOfTwo)]
    public void Backends_that_are_not_eligible_leave_their_share_to_the_others_by_weight(PolicyKind kind)
    {
        foreach (var seed in TestSeeds.Take(30))
        {
            var random = new SplitMix64(seed);
            var backends = TestPool.OfWeights(1, 2, 3, 4, 5, 6, 7);
            for (var i = 0; i < 4; i++) backends[random.NextBelow(7)] = backends[i] with { IsEligible = false };
            var weights = backends.Select(b => b.IsEligible ? b.Weight : 0).ToArray();
            if (weights.Count(w => w > 0) < 2) continue;
            RequireShares(TestPool.Build(kind, backends), weights, [.. weights.Where(w => w > 0)], seed);
        }
    }

    [Test]
    public void Power_of_two_with_equal_load_per_weight_follows_the_weights()
    {
        int[] weights = [1, 2, 4, 8];
        var pool = TestPool.Build(PolicyKind.PowerOfTwo, TestPool.OfWeights(weights));
        for (var i = 0; i < 4; i++)
        {
            for (var held = 0; held < 3 * weights[i]; held++) pool.Set.All[i].Counters.TryAcquire(int.MaxValue);
        }

        RequireShares(pool, weights, weights, 1);
    }

    [Test]
    public void A_draw_has_the_weights_for_probabilities()
    {
        foreach (var seed in TestSeeds.Take(300))
        {
            var random = new SplitMix64(seed);
            var weights = new int[random.NextBetween(1, 20)];
            for (var i = 0; i < weights.Length; i++) weights[i] = random.NextBetween(1, 1000);
            var values = Enumerable.Range(100, weights.Length).ToArray();
            var table = new AliasTable(values, weights);
            var counts = CountGrid(table, weights.Length);
            for (var i = 0; i < weights.Length; i++)
            {
                // Each column of the grid rounds its border by one cell.
                var expected = weights[i] * (long)weights.Length * 1024 / (double)weights.Sum();
                var isClose = Math.Abs(counts[i] - expected) <= weights.Length;
                TestSeeds.Require(isClose, seed, $"{i} has {counts[i]} cells of {expected}");
            }
        }
    }

    /// <summary>Draws with 1,024 evenly spaced coins in each column.</summary>
    private static long[] CountGrid(AliasTable table, int columns)
    {
        var counts = new long[columns];
        for (var column = 0UL; column < (ulong)columns; column++)
        {
            var high = ((column << 32) + (1UL << 31)) / (ulong)columns;
            for (var coin = 0UL; coin < 1024; coin++) counts[table.Draw(high << 32 | coin << 22) - 100]++;
        }

        return counts;
    }

    private static void RequireShares(PoolView pool, int[] weights, int[] weightsOfEligible, ulong seed)
    {
        var counts = new long[weights.Length];
        for (var pick = 0UL; pick < 20_000; pick++)
        {
            var context = new PickContext(0, SplitMix64.Mix(seed << 32 | pick));
            counts[pool.PickOnce(ref context)]++;
        }

        for (var i = 0; i < weights.Length; i++)
        {
            TestSeeds.Require(weights[i] > 0 || counts[i] == 0, seed, $"{i} was picked");
        }

        var chiSquare = ChiSquare.Of([.. counts.Where((_, i) => weights[i] > 0)], weightsOfEligible);
        var bound = ChiSquare.Bound(weightsOfEligible.Length);
        TestSeeds.Require(chiSquare < bound, seed, $"chi-square is {chiSquare}, at most {bound} was expected");
    }
}
