using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Tests.Policies;

[TestFixture]
public sealed class RoundRobinPolicyTests
{
    [Test]
    public void Counts_equal_the_weights_after_every_period_and_are_within_one_turn_at_any_time()
    {
        int[] weights = [5, 1, 3, 1];
        var pool = TestPool.Build(PolicyKind.RoundRobin, TestPool.OfWeights(weights));
        var counts = new int[weights.Length];
        for (var pick = 1; pick <= 1000; pick++)
        {
            var context = new PickContext(0, 0);
            counts[pool.PickOnce(ref context)]++;
            for (var i = 0; i < weights.Length; i++)
            {
                Assert.That(Math.Abs(counts[i] * 10 - pick * weights[i]), Is.LessThan(10));
                if (pick % 10 == 0) Assert.That(counts[i], Is.EqualTo(pick / 10 * weights[i]));
            }
        }
    }

    [Test]
    public void Threads_together_are_even_to_the_turn([Values(2, 3, 8)] int threads)
    {
        int[] weights = [4, 1, 2, 1];
        var pool = TestPool.Build(PolicyKind.RoundRobin, TestPool.OfWeights(weights));
        var counts = new int[weights.Length];
        using var together = new Barrier(threads);
        Threads.Run(threads, _ =>
        {
            together.SignalAndWait();
            for (var pick = 0; pick < 8 * 1000; pick++)
            {
                var context = new PickContext(0, 0);
                Interlocked.Increment(ref counts[pool.Policy.Pick(ref context)]);
            }
        });

        Assert.That(counts, Is.EqualTo(weights.Select(w => w * threads * 1000)));
    }

    [Test]
    public void A_change_of_the_pool_goes_on_with_the_turn()
    {
        var backends = TestPool.Equal(4);
        var pool = TestPool.Build(PolicyKind.RoundRobin, backends);
        var counts = new int[4];
        for (var pick = 0; pick < 400; pick++)
        {
            var context = new PickContext(0, 0);
            counts[pool.PickOnce(ref context)]++;
            pool = TestPool.Build(PolicyKind.RoundRobin, backends, previous: pool);
        }

        Assert.That(counts, Is.All.EqualTo(100));
    }

    [Test]
    public void The_turns_of_a_full_backend_go_to_the_others_by_weight()
    {
        // A full backend has one turn of six: in five periods every other turn replaces it once.
        var backends = TestPool.OfWeights(1, 3, 2);
        backends[0] = backends[0] with { Limit = 1 };
        var pool = TestPool.Build(PolicyKind.RoundRobin, backends);
        Assert.That(backends[0].Counters.TryAcquire(1), Is.True);
        var counts = new int[3];
        for (var pick = 0; pick < 6 * 5 * 10; pick++)
        {
            var context = new PickContext(0, 0);
            counts[pool.PickOnce(ref context)]++;
        }

        Assert.That(counts, Is.EqualTo(new[] { 0, 180, 120 }));
    }
}
