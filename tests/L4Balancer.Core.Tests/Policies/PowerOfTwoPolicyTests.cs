using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Tests.Policies;

[TestFixture]
public sealed class PowerOfTwoPolicyTests
{
    [Test]
    public void Of_two_backends_the_one_with_fewer_sessions_per_weight_is_picked()
    {
        foreach (var seed in TestSeeds.Take(2000))
        {
            var random = new SplitMix64(seed);
            int[] weights = [random.NextBetween(1, 1000), random.NextBetween(1, 1000)];
            var pool = TestPool.Build(PolicyKind.PowerOfTwo, TestPool.OfWeights(weights));
            TestPool.Load(pool, ref random, max: 50);
            var load = pool.Set.All.Select((b, i) => (double)b.Counters.Active / weights[i]).ToArray();
            var context = new PickContext(0, random.Next());
            var index = pool.PickOnce(ref context);
            TestSeeds.Require(load[index] <= load[1 - index], seed, $"{load[index]} was picked over {load[1 - index]}");
        }
    }

    [Test]
    public void It_levels_sessions_much_better_than_random()
    {
        foreach (var seed in TestSeeds.Take(3))
        {
            var drawn = HighestOverMean(PolicyKind.Random, seed);
            var chosen = HighestOverMean(PolicyKind.PowerOfTwo, seed);
            TestSeeds.Require(chosen <= 1.05, seed, $"the highest load is {chosen} times the mean");
            TestSeeds.Require(drawn >= 1.2, seed, $"random left the highest load at {drawn} times the mean");
        }
    }

    [Test]
    public void One_session_per_backend_never_piles_up()
    {
        foreach (var seed in TestSeeds.Take(10))
        {
            // log2(log2(n)) + 1 for n = 1,000 is 4.3; random placement yields 5 to 7 on one backend.
            var pool = Fill(PolicyKind.PowerOfTwo, TestPool.Equal(1000), 1000, seed);
            var highest = pool.Set.All.Max(b => b.Counters.Active);
            TestSeeds.Require(highest <= 4, seed, $"{highest} sessions are on one backend");
        }
    }

    [Test]
    public void Sessions_follow_the_weights_even_when_one_weighs_nearly_all()
    {
        var pool = Fill(PolicyKind.PowerOfTwo, TestPool.OfWeights(1000, 10, 10), 10_200, seed: 1);
        Assert.That(pool.Set.All.Select(b => b.Counters.Active), Is.EqualTo(new[] { 10_000, 100, 100 }).Within(20));
    }

    private static double HighestOverMean(PolicyKind kind, ulong seed)
    {
        var pool = Fill(kind, TestPool.Equal(1000), 100_000, seed);
        return pool.Set.All.Max(b => b.Counters.Active) / 100.0;
    }

    private static PoolView Fill(PolicyKind kind, TestBackend[] backends, int sessions, ulong seed)
    {
        var pool = TestPool.Build(kind, backends);
        for (var i = 0; i < sessions; i++)
        {
            var context = new PickContext(0, SplitMix64.Mix(seed << 32 | (uint)i));
            Assert.That(pool.TryPick(ref context, out _), Is.EqualTo(PickResult.Picked));
        }

        return pool;
    }
}
