using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Tests.Policies;

[TestFixture]
public sealed class FirstPolicyTests
{
    [Test]
    public void Backends_fill_in_the_order_of_the_config_and_a_freed_place_is_used_first()
    {
        int[] limits = [2, 3, 1];
        TestBackend[] backends = [.. limits.Select((limit, i) => TestBackend.At(9 - i) with { Limit = limit })];
        var pool = TestPool.Build(PolicyKind.First, backends);
        var order = new List<int>();
        for (var session = 0; session < 6; session++) order.Add(PickIndex(pool));
        Assert.That(order, Is.EqualTo(new[] { 0, 0, 1, 1, 1, 2 }));

        pool.Release(pool.Set.All[1]);
        var context = new PickContext(0, 0);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(PickIndex(pool), Is.EqualTo(1));
            Assert.That(pool.TryPick(ref context, out _), Is.EqualTo(PickResult.AllFull));
        }
    }

    private static int PickIndex(PoolView pool)
    {
        var context = new PickContext(0, 0);
        Assert.That(pool.TryPick(ref context, out var backend), Is.EqualTo(PickResult.Picked));
        return Array.IndexOf(pool.Set.All, backend);
    }
}
