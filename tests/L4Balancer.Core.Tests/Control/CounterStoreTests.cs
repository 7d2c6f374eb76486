using L4Balancer.Core.Config;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

public sealed class CounterStoreTests
{
    private static readonly PoolConfig One = Pool("p", Entry(1));
    private static readonly PoolConfig Two = Pool("p", Entry(1), Entry(2));

    [Test]
    public void Counters_survive_reloads_and_changes_of_health_and_of_the_tier()
    {
        var it = Controlled.With(Two);
        var first = it.Table.Pools["p"];
        it.Probe(1, "-");
        it.Reload(Pool("p", Entry(2, tier: 1), Entry(1, weight: 7)));
        var second = it.Table.Pools["p"];
        it.Reload(Two with { Policy = PolicyKind.Random });
        var third = it.Table.Pools["p"];
        Assert.That(third.Counters, Is.SameAs(first.Counters).And.SameAs(second.Counters));
        Assert.That(third.Set.All[0].Counters, Is.SameAs(first.Set.All[0].Counters));
        Assert.That(third.Set.All[1].Counters, Is.SameAs(first.Set.All[1].Counters));
    }

    [Test]
    public void The_counters_of_what_is_removed_are_forgotten()
    {
        var it = Controlled.With(Two, Two with { Name = "q" });
        Assert.That(it.Counters.BackendCount, Is.EqualTo(4));
        it.Reload(One);
        Assert.That(it.Counters.BackendCount, Is.EqualTo(1));
    }

    [Test]
    public void They_are_kept_while_a_session_holds_them()
    {
        var it = Controlled.With(Two, Two with { Name = "q" });
        var p = it.Counters.Of("p", Address(2));
        var q = it.Counters.Of("q", Address(1));
        _ = p.TryAcquire(1);
        _ = q.TryAcquire(1);
        it.Reload(One);
        Assert.That(it.Counters.BackendCount, Is.EqualTo(3));
        it.Reload(Two, Two with { Name = "q" });
        Assert.That(it.Table.Pools["p"].Set.All[1].Counters, Is.SameAs(p));
        Assert.That(it.Table.Pools["q"].Set.All[0].Counters, Is.SameAs(q));
        it.Reload(One);
        p.Release();
        q.Release();
        it.Reload(One);
        Assert.That(it.Counters.BackendCount, Is.EqualTo(1));
    }

    [Test]
    public void The_counters_of_a_removed_pool_are_kept_while_a_session_holds_one_of_its_backends()
    {
        var it = Controlled.With(One, Two with { Name = "q" });
        var pool = it.Counters.Of("q");
        pool.Acquire();
        it.Reload(One);
        Assert.That(it.Counters.Of("q"), Is.SameAs(pool));
        pool.Release();
        it.Reload(One);
        Assert.That(it.Counters.Of("q"), Is.Not.SameAs(pool));
    }
}
