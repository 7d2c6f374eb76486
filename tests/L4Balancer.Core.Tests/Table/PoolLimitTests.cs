using System.Collections.Frozen;
using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;
using L4Balancer.Core.Tests.Policies;

namespace L4Balancer.Core.Tests.Table;

/// <summary>The limits of a pool: its sessions, and the connects in flight to each backend.</summary>
internal sealed class PoolLimitTests
{
    [TestCaseSource(typeof(TestPool), nameof(TestPool.Kinds))]
    public void A_pool_at_its_limit_gives_no_place_until_one_is_released(PolicyKind kind)
    {
        var pool = Build(kind, TestPool.Equal(3), limit: 2, pending: 0);
        var first = Pick(pool, 1).Backend!;
        Assert.That(Pick(pool, 2).Result, Is.EqualTo(PickResult.Picked));
        Assert.That(Pick(pool, 3), Is.EqualTo((PickResult.AllFull, (BackendView?)null)));
        Assert.That(pool.Counters.Active, Is.EqualTo(2));
        pool.Release(first);
        Assert.That(Pick(pool, 4).Result, Is.EqualTo(PickResult.Picked));
    }

    [TestCaseSource(typeof(TestPool), nameof(TestPool.Kinds))]
    public void A_backend_with_connects_in_flight_is_passed_over_until_one_is_over(PolicyKind kind)
    {
        var pool = Build(kind, TestPool.Equal(2), limit: 0, pending: 1);
        var (one, other) = (Pick(pool, 1).Backend!, Pick(pool, 2).Backend!);
        Assert.That(one, Is.Not.EqualTo(other));
        Assert.That(Pick(pool, 3).Result, Is.EqualTo(PickResult.AllConnecting));
        pool.EndConnect(one);
        Assert.That(Pick(pool, 4).Backend, Is.EqualTo(one));
        Assert.That(pool.Set.All.Select(backend => backend.Counters.Pending), Is.All.EqualTo(1));
    }

    [Test]
    public void A_full_backend_is_full_whatever_is_in_flight()
    {
        var pool = Build(
            PolicyKind.PowerOfTwo, [TestBackend.At(1) with { Limit = 1 }, TestBackend.At(2) with { Limit = 1 }], 0, 1);
        Pick(pool, 1);
        Pick(pool, 2);
        Assert.That(Pick(pool, 3).Result, Is.EqualTo(PickResult.AllFull));
    }

    /// <summary>Whoever waits looks again when it is called: a call for nothing would be answered by another.</summary>
    [TestCase(1)]
    [TestCase(2)]
    public void A_look_at_a_suspected_backend_without_room_calls_nobody(int limit)
    {
        var pool = Build(PolicyKind.First, [TestBackend.At(1) with { Limit = limit, IsSuspected = true }], 0, 1);
        var holder = Pick(pool, 1).Backend!; // Of its only place, or of the only connect in flight.
        if (limit == 1) pool.EndConnect(holder);
        var waiting = new CountedWaiter();
        pool.Counters.Line.TryEnter(waiting);
        pool.Counters.Line.Return(waiting);
        Assert.That(Pick(pool, 2).Result, Is.EqualTo(limit == 1 ? PickResult.AllFull : PickResult.AllConnecting));
        Assert.That(waiting.Calls, Is.Zero);
    }

    [Test]
    public void A_suspected_backend_without_room_keeps_its_trial_for_one_that_can_have_it()
    {
        TestBackend[] backends = [TestBackend.At(1) with { Limit = 1, IsSuspected = true }, TestBackend.At(2)];
        var pool = Build(PolicyKind.First, backends, 0, 0);
        var holder = PickAt(Limits.TrialPauseMicroseconds);
        Assert.That(holder, Is.EqualTo(pool.Set.All[0]), "the trial that is due");
        Assert.That(PickAt(2 * Limits.TrialPauseMicroseconds), Is.EqualTo(pool.Set.All[1]), "The other is full.");
        pool.Release(holder!);
        Assert.That(PickAt(2 * Limits.TrialPauseMicroseconds + 1), Is.EqualTo(holder));

        BackendView? PickAt(long now)
        {
            var context = new PickContext(1, 1) { Now = now };
            pool.TryPick(ref context, out var backend);
            return backend;
        }
    }

    /// <summary>No count is ever above its limit, and all return to zero.</summary>
    [TestCaseSource(typeof(TestPool), nameof(TestPool.Kinds))]
    public void Random_limits_hold_and_counts_return_to_zero_when_threads_race(PolicyKind kind)
    {
        var seed = Environment.TickCount64;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new SplitMix64((ulong)seed);
        var (limit, pending) = (random.NextBetween(1, 6), random.NextBelow(3));
        var backends = TestPool.Random(ref random);
        backends[0] = backends[0] with { IsEligible = true };
        var pool = Build(kind, backends, limit, pending);
        var (over, picked) = (0, 0);
        Threads.Run(4, thread =>
        {
            for (var session = 0; session < 2000; session++)
            {
                var (result, backend) = Pick(pool, (ulong)(thread * 2000 + session));
                if (result != PickResult.Picked) continue;
                Interlocked.Increment(ref picked);
                var isOver = pool.Counters.Held > limit || backend!.Counters.Active > backend.MaxConnections
                    || (pending > 0 && backend.Counters.Pending > pending);
                if (isOver) Interlocked.Increment(ref over);
                pool.EndConnect(backend!);
                pool.Release(backend!);
            }
        });
        using (Assert.EnterMultipleScope())
        {
            Assert.That((over, picked > 0), Is.EqualTo((0, true)));
            Assert.That(pool.Counters.Active, Is.Zero);
            Assert.That(pool.Set.All.Select(b => (b.Counters.Active, b.Counters.Pending)), Is.All.EqualTo((0, 0)));
        }
    }

    private static (PickResult Result, BackendView? Backend) Pick(PoolView pool, ulong seed)
    {
        var context = new PickContext(seed, seed);
        return (pool.TryPick(ref context, out var backend), backend);
    }

    private static PoolView Build(PolicyKind kind, TestBackend[] backends, int limit, int pending)
    {
        var like = TestPool.Build(kind, backends);
        var set = new BackendSet(like.Set.All, like.Set.IsEligible, like.Set.Suspects) { PendingLimit = pending };
        var config = like.Config with { MaxConnections = limit, MaxPendingConnects = pending };
        return new PoolView(
            config, 0, set, PolicyFactory.Create(config, set, like.Counters, null), like.Counters,
            FrozenDictionary<NetAddress, BackendCounters>.Empty);
    }

    private sealed class CountedWaiter : Waiter
    {
        public int Calls { get; private set; }

        public override void Wake() => Calls++;
    }
}
