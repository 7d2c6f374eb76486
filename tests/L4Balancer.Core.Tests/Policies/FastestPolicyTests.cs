using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Tests.Policies;

/// <summary>The two policies that compare response times: what they have in common.</summary>
[TestFixture(PolicyKind.Fastest)]
[TestFixture(PolicyKind.Adaptive)]
public sealed class FastestPolicyTests(PolicyKind kind)
{
    private const long Second = 1_000_000;
    private const long Now = 1000 * Second;

    [Test]
    public void Of_two_idle_backends_the_one_that_answers_faster_gets_nearly_all()
    {
        var pool = Answering(5_000, 1_000);
        Assert.That(ShareOfFirst(pool), Is.InRange(0.002, 0.02));
    }

    [Test]
    public void A_slow_backend_never_loses_its_last_picks()
    {
        // One pick in 64 takes the first draw.
        var pool = Answering(5_000_000, 100);
        Assert.That(ShareOfFirst(pool), Is.InRange(0.002, 0.02));
    }

    [Test]
    public void Without_response_times_sessions_per_weight_decide()
    {
        var pool = TestPool.Build(kind, TestPool.OfWeights(1, 3));
        Hold(pool, 10_000);
        Assert.That(pool.Set.All[0].Counters.Active, Is.EqualTo(2500).Within(50));
    }

    [Test]
    public void An_idle_pool_is_picked_by_weight()
    {
        var pool = TestPool.Build(kind, TestPool.OfWeights(1, 1, 2));
        Assert.That(ShareOfFirst(pool), Is.EqualTo(0.25).Within(0.02));
    }

    [Test]
    public void A_backend_without_a_response_gets_no_more_sessions_per_weight_than_the_others()
    {
        // Its connects are fast, and say nothing of its answers.
        var pool = Answering(0, 50_000, 50_000);
        pool.Set.All[0].Counters.Signals.CountConnect(50, Now);
        Hold(pool, 3000);
        Assert.That(pool.Set.All[0].Counters.Active, Is.EqualTo(1000).Within(60));
    }

    [Test]
    public void A_backend_that_was_slow_is_tried_again_like_the_others()
    {
        var pool = Answering(100_000, 1_000);
        Assert.That(ShareOfFirst(pool, Now + 30 * Second), Is.LessThan(0.02), "it is still thought slow");

        // Nothing was heard of either: one is not thought fast for it.
        Assert.That(ShareOfFirst(pool, Now + 120 * Second), Is.EqualTo(0.5).Within(0.02));
    }

    [Test]
    public void A_fast_backend_gets_as_many_more_sessions_as_it_is_faster_and_weights_count()
    {
        // 4 x as fast: 4 x the sessions; by weight 1 to 2 of that.
        var pool = Answering([2, 1], 1_000, 4_000);
        Hold(pool, 9000);
        var counters = pool.Set.All.Select(b => b.Counters.Active).ToArray();
        Assert.That(counters[0] / (double)counters[1], Is.EqualTo(8).Within(kind == PolicyKind.Fastest ? 1 : 8));
    }

    [Test]
    public void Silence_while_sessions_wait_counts_before_the_first_slow_answer()
    {
        var pool = Answering(1_000, 1_000);
        for (var i = 0; i < 5; i++) pool.Set.All[0].Counters.Signals.Ask(Now);
        Assert.That(ShareOfFirst(pool, Now + 8_000), Is.LessThan(0.02));
    }

    private PoolView Answering(params long[] microseconds) =>
        Answering([.. Enumerable.Repeat(1, microseconds.Length)], microseconds);

    private PoolView Answering(int[] weights, params long[] microseconds)
    {
        var pool = TestPool.Build(kind, TestPool.OfWeights(weights));
        for (var i = 0; i < weights.Length; i++) Answer(pool.Set.All[i].Counters.Signals, microseconds[i]);
        return pool;
    }

    private static void Answer(BackendSignals signals, long took)
    {
        if (took == 0) return;
        signals.Ask(Now - took);
        signals.Answer(took, isTypical: true, Now);
    }

    /// <summary>Takes places, all at once.</summary>
    private static void Hold(PoolView pool, int sessions)
    {
        for (var i = 0; i < sessions; i++)
        {
            var context = new PickContext(0, SplitMix64.Mix((uint)i)) { Now = Now + i * 20 };
            Assert.That(pool.TryPick(ref context, out _), Is.EqualTo(PickResult.Picked));
        }
    }

    /// <summary>Of picks that leave at once.</summary>
    private static double ShareOfFirst(PoolView pool, long now = Now)
    {
        var first = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var context = new PickContext(0, SplitMix64.Mix((uint)i)) { Now = now };
            if (pool.PickOnce(ref context) == 0) first++;
        }

        return first / 10_000.0;
    }
}
