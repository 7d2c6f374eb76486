using L4Balancer.Core.Table;

namespace L4Balancer.Core.Tests.Table;

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
        counters.CountConnectSuccess();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(counters.CountConnectFailure(), Is.EqualTo(1));
            Assert.That(counters.ConnectFailures, Is.EqualTo(3));
        }
    }
}
