using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Tests.Policies;

[TestFixture]
public sealed class BoundedLoadTests
{
    [Test]
    public void No_backend_ever_gets_more_than_its_bound_and_nobody_is_refused()
    {
        foreach (var seed in TestSeeds.Take(300))
        {
            var random = new SplitMix64(seed);
            var permille = random.NextBetween(1050, 2000);
            var backends = TestPool.Random(ref random).Select(b => b with { Limit = int.MaxValue }).ToArray();
            if (!backends.Any(b => b.IsEligible)) continue;
            var pool = TestPool.Build(PolicyKind.SourceHash, backends, permille / 1000.0);
            var held = new List<BackendView>();
            for (var step = 0; step < 300; step++)
            {
                if (held.Count > 0 && random.NextBelow(3) == 0) ReleaseOne(pool, held, ref random);
                else held.Add(TakeWithinBound(pool, permille, ref random, seed));
            }
        }
    }

    [Test]
    public void The_bound_refuses_no_client_whom_a_backend_could_serve()
    {
        foreach (var seed in TestSeeds.Take(1000))
        {
            var random = new SplitMix64(seed);
            var pool = TestPool.Build(PolicyKind.SourceHash, TestPool.Random(ref random), 1.05);
            TestPool.Load(pool, ref random, max: 6);
            var context = new PickContext(random.Next(), random.Next());
            var able = Math.Min(Limits.RetriesMax + 1, pool.Set.Eligible.Count(i => pool.Set.All[i].HasRoom));
            for (var pick = 0; pick < able; pick++)
            {
                var result = pool.TryPick(ref context, out _);
                TestSeeds.Require(result == PickResult.Picked, seed, $"try {pick} of {able} was refused: {result}");
            }
        }
    }

    [Test]
    public void A_backend_that_refuses_every_connect_leaves_all_clients_to_the_others()
    {
        var pool = TestPool.Build(PolicyKind.SourceHash, TestPool.Equal(2), 1.25);
        for (var client = 0UL; client < 100; client++)
        {
            var context = new PickContext(SplitMix64.Mix(client), client);
            while (true)
            {
                Assert.That(pool.TryPick(ref context, out var backend), Is.EqualTo(PickResult.Picked));
                if (backend == pool.Set.All[1]) break;
                pool.Release(backend!);
            }
        }

        Assert.That(pool.Set.All[1].Counters.Active, Is.EqualTo(100));
    }

    [Test]
    public void One_busy_client_fills_its_own_backend_to_the_bound_first()
    {
        var pool = TestPool.Build(PolicyKind.SourceHash, TestPool.Equal(4), 1.25);
        var most = 0;
        for (var session = 0; session < 400; session++)
        {
            var context = new PickContext(42, 0);
            Assert.That(pool.TryPick(ref context, out _), Is.EqualTo(PickResult.Picked));
            most = pool.Set.All.Max(b => b.Counters.Active);
        }

        Assert.That(most, Is.EqualTo(125));
    }

    [Test]
    public void Threads_that_race_for_one_backend_keep_the_bound_and_are_never_refused([Values(2, 4)] int threads)
    {
        for (var round = 0; round < 50; round++)
        {
            var pool = TestPool.Build(PolicyKind.SourceHash, TestPool.OfWeights(1, 2, 3), 1.1);
            var refused = 0;
            using var together = new Barrier(threads);
            Threads.Run(threads, _ =>
            {
                together.SignalAndWait();
                for (var session = 0; session < 200; session++)
                {
                    var context = new PickContext(42, 0);
                    if (pool.TryPick(ref context, out var _) != PickResult.Picked) Interlocked.Increment(ref refused);
                }
            });

            // Nothing is released, so the bound only grew: if each pick respected it, so does the last count.
            Assert.That(refused, Is.Zero);
            foreach (var backend in pool.Set.All)
            {
                Assert.That(backend.Counters.Active, Is.LessThanOrEqualTo(BoundOf(pool, backend, 1100)));
            }
        }
    }

    private static BackendView TakeWithinBound(PoolView pool, int permille, ref SplitMix64 random, ulong seed)
    {
        // Three clients make a few backends crowded.
        var context = new PickContext(SplitMix64.Mix((ulong)random.NextBelow(3)), random.Next());
        var result = pool.TryPick(ref context, out var backend);
        TestSeeds.Require(result == PickResult.Picked, seed, $"a client was refused: {result}");
        var bound = BoundOf(pool, backend!, permille);
        var active = backend!.Counters.Active;
        TestSeeds.Require(active <= bound, seed, $"{active} sessions are over {bound}");
        return backend;
    }

    private static void ReleaseOne(PoolView pool, List<BackendView> held, ref SplitMix64 random)
    {
        var one = random.NextBelow(held.Count);
        pool.Release(held[one]);
        held.RemoveAt(one);
    }

    /// <summary>ceil(c * sessions * weight / weights), including the session just placed, in exact decimals.</summary>
    private static decimal BoundOf(PoolView pool, BackendView backend, int permille)
    {
        var weights = pool.Set.Eligible.Sum(i => (decimal)pool.Set.All[i].Weight);
        return Math.Ceiling(permille * pool.Counters.Active * (decimal)backend.Weight / (1000 * weights));
    }
}
