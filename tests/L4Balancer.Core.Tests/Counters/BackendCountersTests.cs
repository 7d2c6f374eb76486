using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Tests.Counters;

[TestFixture]
public sealed class BackendCountersTests
{
    [Test]
    public void The_last_place_goes_to_one_of_the_threads_and_none_is_lost()
    {
        for (var round = 0; round < 200; round++)
        {
            var counters = new BackendCounters();
            var taken = 0;
            using var together = new Barrier(4);
            Threads.Run(4, _ =>
            {
                together.SignalAndWait();
                for (var i = 0; i < 10; i++) if (counters.TryAcquire(25)) Interlocked.Increment(ref taken);
            });

            Assert.That((taken, counters.Active), Is.EqualTo((25, 25)));
        }
    }

    [Test]
    public void A_place_given_back_twice_is_a_bug()
    {
        var counters = new BackendCounters();
        Assert.That(counters.TryAcquire(1), Is.True);
        counters.Release();
        Assert.That(counters.Release, Throws.TypeOf<InvariantException>());
    }

    [Test]
    public void Failures_in_a_row_end_with_a_success()
    {
        var counters = new BackendCounters();
        counters.CountConnectFailure();
        Assert.That(counters.CountConnectFailure(), Is.EqualTo(2));
        counters.CountConnectSuccess(microseconds: 1, now: 1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(counters.CountConnectFailure(), Is.EqualTo(1));
            Assert.That(counters.ConnectFailures, Is.EqualTo(3));
        }
    }

    [Test]
    public void A_connect_falls_into_the_bucket_whose_bound_it_does_not_exceed()
    {
        var counters = new BackendCounters();
        foreach (var microseconds in (long[])[0, 100, 101, 3_000_000, 10_000_000, 10_000_001])
            counters.CountConnectSuccess(microseconds, now: 1);
        var times = counters.ConnectTimes;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(times.Counts, Is.EqualTo((long[])[2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]));
            Assert.That(times.SumMicroseconds, Is.EqualTo(23_000_202));
            Assert.That(times.Total, Is.EqualTo(6));
        }
    }

    [Test]
    public void There_is_a_bucket_for_each_bound_and_one_above_them()
    {
        Assert.That(DurationCounts.Bounds, Is.Ordered.And.Length.EqualTo(15));
        Assert.That(new BackendCounters().ConnectTimes.Counts, Has.Length.EqualTo(DurationCounts.Bounds.Length + 1));
    }

    [Test]
    public void Ended_sessions_are_counted_by_each_reason_and_none_is_lost_between_threads()
    {
        var (backend, pool) = (new BackendCounters(), new PoolCounters());
        Threads.Run(4, _ =>
        {
            for (var i = 0; i < 1000; i++)
            {
                foreach (var reason in CloseReasons.All) backend.CountEnded(reason);
                foreach (var reason in CloseReasons.All) pool.CountEnded(reason);
            }
        });

        Assert.That(CloseReasons.All.Select(backend.Ended), Is.All.EqualTo(4000));
        Assert.That(CloseReasons.All.Select(pool.Ended), Is.All.EqualTo(4000));
    }

    [Test]
    public void The_counters_of_a_backend_stay_below_1344_bytes()
    {
        const int Count = 1000;
        var kept = new BackendCounters[Count];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Count; i++) kept[i] = new BackendCounters();
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;
        TestContext.Out.WriteLine($"{bytes} bytes.");
        Assert.That(bytes, Is.LessThan(1344));
        GC.KeepAlive(kept);
    }
}
