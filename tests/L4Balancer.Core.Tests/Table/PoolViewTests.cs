using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;
using L4Balancer.Core.Tests.Policies;

namespace L4Balancer.Core.Tests.Table;

[TestFixture]
public sealed class PoolViewTests
{
    [TestCaseSource(typeof(TestPool), nameof(TestPool.Kinds))]
    public void A_retry_gives_every_backend_once_and_then_says_that_all_were_tried(PolicyKind kind)
    {
        var pool = TestPool.Build(kind, TestPool.OfWeights(1, 5, 100));
        var context = new PickContext(3, 4);
        var given = new HashSet<BackendView>();
        for (var i = 0; i < 3; i++)
        {
            Assert.That(pool.TryPick(ref context, out var backend), Is.EqualTo(PickResult.Picked));
            Assert.That(given.Add(backend!), Is.True);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(pool.TryPick(ref context, out _), Is.EqualTo(PickResult.AllTried));
            Assert.That(pool.Counters.Active, Is.EqualTo(3));
        }
    }

    [TestCaseSource(typeof(TestPool), nameof(TestPool.Kinds))]
    public void A_refusal_says_why_and_counts_nothing(PolicyKind kind)
    {
        var full = TestPool.Equal(2).Select(b => b with { Limit = 1 }).ToArray();
        foreach (var backend in full) backend.Counters.TryAcquire(1);
        var down = TestPool.Equal(2).Select(b => b with { IsEligible = false }).ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(PickFrom(TestPool.Build(kind, full)), Is.EqualTo((PickResult.AllFull, 0)));
            Assert.That(PickFrom(TestPool.Build(kind, down)), Is.EqualTo((PickResult.NoneEligible, 0)));
        }
    }

    [TestCaseSource(typeof(TestPool), nameof(TestPool.Kinds))]
    public void A_suspected_backend_gets_one_session_per_pause_and_none_while_one_waits_for_it(PolicyKind kind)
    {
        TestBackend[] backends = [.. TestPool.Equal(3).Select((b, i) => b with { IsSuspected = i == 1 })];
        var pool = TestPool.Build(kind, backends);
        var now = 5 * Limits.TrialPauseMicroseconds;
        Assert.That(PicksOf(1, now), Is.EqualTo(1), "the trial that is due");
        now += Limits.TrialPauseMicroseconds - 1;
        Assert.That(PicksOf(1, now), Is.Zero, "too early");
        backends[1].Counters.Signals.Ask(now);
        Assert.That(PicksOf(1, now + 1), Is.Zero, "a session waits for it");
        backends[1].Counters.Signals.Answer(1, isTypical: true, now);
        Assert.That(PicksOf(1, now + 1), Is.EqualTo(1), "the next one");

        int PicksOf(int index, long at)
        {
            var before = backends[index].Counters.Picks;
            for (var i = 0UL; i < 100; i++)
            {
                var context = new PickContext(i, i) { Now = at };
                Assert.That(pool.TryPick(ref context, out var backend), Is.EqualTo(PickResult.Picked));
                pool.Release(backend!);
            }

            return (int)(backends[index].Counters.Picks - before);
        }
    }

    [TestCaseSource(typeof(TestPool), nameof(TestPool.Kinds))]
    public void A_suspected_backend_is_the_last_resort(PolicyKind kind)
    {
        TestBackend[] backends =
            [.. TestPool.Equal(2).Select((b, i) => b with { IsSuspected = i == 1, Limit = 1 })];
        var pool = TestPool.Build(kind, backends);
        backends[1].Counters.Signals.TryBeginTrial(2 * Limits.TrialPauseMicroseconds); // No trial is due soon.
        var context = At(2 * Limits.TrialPauseMicroseconds + 1);
        foreach (var expected in backends)
        {
            Assert.That(pool.TryPick(ref context, out var backend), Is.EqualTo(PickResult.Picked));
            Assert.That(backend!.Address, Is.EqualTo(expected.Address));
        }

        var late = At(2 * Limits.TrialPauseMicroseconds + 1);
        var alone = TestPool.Build(kind, [backends[1]]);
        var only = At(2 * Limits.TrialPauseMicroseconds + 1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pool.TryPick(ref context, out _), Is.EqualTo(PickResult.AllTried));
            Assert.That(pool.TryPick(ref late, out _), Is.EqualTo(PickResult.AllFull));
            Assert.That(alone.TryPick(ref only, out _), Is.EqualTo(PickResult.AllFull), "it is there, and full");
        }

        static PickContext At(long now) => new(1, 2) { Now = now };
    }

    [TestCaseSource(typeof(TestPool), nameof(TestPool.Kinds))]
    public void Limits_hold_and_counts_return_to_zero_when_threads_race(PolicyKind kind)
    {
        TestBackend[] backends = [.. TestPool.OfWeights(1, 2, 3).Select(b => b with { Limit = 2 })];
        var pool = TestPool.Build(kind, backends, kind == PolicyKind.SourceHash ? 1.5 : null);
        var (picked, over) = (0L, 0L);
        Threads.Run(4, thread =>
        {
            for (var session = 0; session < 5000; session++)
            {
                var context = new PickContext((ulong)session, (ulong)(thread * 5000 + session));
                if (pool.TryPick(ref context, out var backend) != PickResult.Picked) continue;
                Interlocked.Increment(ref picked);
                if (backend!.Counters.Active > 2) Interlocked.Increment(ref over);
                pool.Release(backend);
            }
        });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(over, Is.Zero);
            Assert.That(pool.Counters.Active, Is.Zero);
            Assert.That(pool.Set.All.Select(b => b.Counters.Active), Is.All.Zero);
            Assert.That(pool.Set.All.Sum(b => b.Counters.Picks), Is.EqualTo(picked));
        }
    }

    [Test]
    public void A_session_may_pick_once_and_retry_as_often_as_the_config_allows()
    {
        var pool = TestPool.Build(PolicyKind.PowerOfTwo, TestPool.Equal(Limits.RetriesMax + 2));
        var context = new PickContext(0, 1);
        for (var pick = 0; pick <= Limits.RetriesMax; pick++)
        {
            Assert.That(pool.TryPick(ref context, out _), Is.EqualTo(PickResult.Picked));
        }

        Assert.That(context.ExcludedCount, Is.EqualTo(Limits.RetriesMax + 1));
    }

    private static (PickResult Result, int Active) PickFrom(PoolView pool)
    {
        var context = new PickContext(1, 2);
        return (pool.TryPick(ref context, out _), pool.Counters.Active);
    }
}
