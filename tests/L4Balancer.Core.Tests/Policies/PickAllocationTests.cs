using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Tests.Policies;

[TestFixture]
public sealed class PickAllocationTests
{
    [TestCaseSource(typeof(TestPool), nameof(TestPool.Kinds))]
    public void A_session_with_retries_and_refusals_allocates_nothing(PolicyKind kind)
    {
        var backends = TestPool.OfWeights(1, 2, 3, 4, 5);
        backends[1] = backends[1] with { Limit = 1 };
        backends[2] = backends[2] with { RampPercent = 30 };
        backends[3] = backends[3] with { IsEligible = false };
        var pool = TestPool.Build(kind, backends, kind == PolicyKind.SourceHash ? 1.25 : null);
        Assert.That(Allocated.ByThread(() => RunSessions(pool, 10_000)), Is.Zero);
    }

    /// <summary>Each session takes all four available places, is refused a fifth, and releases them.</summary>
    private static void RunSessions(PoolView pool, int sessions)
    {
        for (var session = 0; session < sessions; session++)
        {
            var context = new PickContext(SplitMix64.Mix((ulong)session), (ulong)session);
            var (a, b) = (Take(pool, ref context), Take(pool, ref context));
            var (c, d) = (Take(pool, ref context), Take(pool, ref context));
            var fifth = pool.TryPick(ref context, out _);
            if (fifth != PickResult.AllTried) throw new InvalidOperationException($"The fifth pick was {fifth}.");
            pool.Release(a);
            pool.Release(b);
            pool.Release(c);
            pool.Release(d);
        }
    }

    private static BackendView Take(PoolView pool, ref PickContext context)
    {
        if (pool.TryPick(ref context, out var backend) == PickResult.Picked) return backend!;
        throw new InvalidOperationException("None was free.");
    }
}
