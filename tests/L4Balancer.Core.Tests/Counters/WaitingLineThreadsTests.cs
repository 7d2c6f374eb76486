using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Tests.Counters;

/// <summary>Threads that take places by the rule of the line, leave, and release them.</summary>
internal sealed class WaitingLineThreadsTests
{
    /// <summary>
    /// The places and the bound are never exceeded, nobody is forgotten, and nothing is left over at the end. Some give
    /// up while they wait, some places are announced by a scout only.
    /// </summary>
    [TestCase(1, 3)]
    [TestCase(2, 100)]
    [TestCase(5, 4)]
    public async Task No_wake_up_is_lost_between_threads(int places, int max)
    {
        const int Threads = 8;
        const int Rounds = 300;
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        var (line, free, ended) = (new WaitingLine(), places, 0);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(i => Task.Run(() => ServeAsync(new Random(seed + i)))))
            .WaitAsync(TimeSpan.FromMinutes(2));
        Assert.That((ended, free, line.Count), Is.EqualTo((Threads * Rounds, places, 0)));

        async Task ServeAsync(Random random)
        {
            for (var i = 0; i < Rounds; i++)
            {
                if (await HasPlaceAsync(random))
                {
                    if (random.Next(3) == 0) await Task.Yield();
                    Interlocked.Increment(ref free);
                    if (random.Next(4) == 0) line.Scout();
                    else line.WakeNext();
                }

                Interlocked.Increment(ref ended);
            }
        }

        async Task<bool> HasPlaceAsync(Random random)
        {
            if (line.Count == 0 && TryTake()) return true;
            var waiter = new Awaited();
            var entry = line.TryEnter(waiter, max);
            Assert.That(line.Count, Is.LessThanOrEqualTo(max));
            if (entry == LineEntry.Full) return false;
            if (entry == LineEntry.IsCalled) waiter.Wake();
            while (true)
            {
                if (random.Next(20) == 0)
                {
                    line.Leave(waiter, isServed: false);
                    return false;
                }

                await waiter.WokenAsync();
                if (TryTake())
                {
                    line.Leave(waiter, isServed: true);
                    return true;
                }

                if (line.Return(waiter, isChoosy: random.Next(5) == 0)) waiter.Wake();
            }
        }

        bool TryTake()
        {
            var left = Volatile.Read(ref free);
            while (left > 0)
            {
                var seen = Interlocked.CompareExchange(ref free, left - 1, left);
                if (seen == left) return true;
                left = seen;
            }

            return false;
        }
    }

    private sealed class Awaited : Waiter
    {
        private readonly SemaphoreSlim _woken = new(0);

        public Task WokenAsync() => _woken.WaitAsync();

        public override void Wake() => _woken.Release();
    }
}
