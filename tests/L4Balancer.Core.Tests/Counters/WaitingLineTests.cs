using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Tests.Counters;

/// <summary>Which sessions are woken and when, and that none is forgotten.</summary>
internal sealed class WaitingLineTests
{
    private readonly List<string> _woken = [];

    [SetUp]
    public void ForgetThoseOfTheTestBefore() => _woken.Clear();

    [Test]
    public void The_first_who_came_is_woken_first()
    {
        var line = new WaitingLine();
        foreach (var name in new[] { "a", "b", "c" }) line.Enter(new Named(name, _woken));
        for (var i = 0; i < 4; i++) line.WakeNext();
        Assert.That(_woken, Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(line.Count, Is.Zero);
    }

    [Test]
    public void One_who_was_woken_in_vain_keeps_its_turn()
    {
        var line = new WaitingLine();
        var (first, second) = (new Named("first", _woken), new Named("second", _woken));
        line.Enter(first);
        line.Enter(second);
        line.WakeNext();
        line.EnterFirst(first);
        line.WakeAll();
        Assert.That(_woken, Is.EqualTo(new[] { "first", "first", "second" }));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void One_who_leaves_is_not_woken_wherever_it_stood(int leaving)
    {
        var line = new WaitingLine();
        var all = new[] { "0", "1", "2" }.Select(name => new Named(name, _woken)).ToList();
        all.ForEach(line.Enter);
        Assert.That(line.TryLeave(all[leaving]), Is.True);
        Assert.That(line.TryLeave(all[leaving]), Is.False);
        line.WakeAll();
        Assert.That(_woken, Is.EqualTo(new[] { "0", "1", "2" }.Where(name => name != $"{leaving}")));
    }

    [Test]
    public void One_who_was_woken_has_left_already()
    {
        var line = new WaitingLine();
        var waiter = new Named("a", _woken);
        line.Enter(waiter);
        line.WakeNext();
        Assert.That(line.TryLeave(waiter), Is.False);
        line.Enter(waiter);
        Assert.That(() => line.Enter(waiter), Throws.TypeOf<InvariantException>(), "It stands in the line.");
    }

    /// <summary>Threads that take one of two places by the rule of the line, and release it.</summary>
    [Test]
    public async Task No_wake_up_is_lost_between_threads()
    {
        const int Threads = 6;
        const int Rounds = 400;
        var (line, places, served) = (new WaitingLine(), 2, 0);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(ServeAsync)))
            .WaitAsync(TimeSpan.FromMinutes(2));
        Assert.That((served, places, line.Count), Is.EqualTo((Threads * Rounds, 2, 0)));

        async Task ServeAsync()
        {
            for (var i = 0; i < Rounds; i++)
            {
                var waiter = new Awaited();
                while (!TryTake())
                {
                    line.Enter(waiter);
                    if (!TryTake())
                    {
                        await waiter.WokenAsync();
                        continue;
                    }

                    // It was woken anyway: the place meant for it goes to the next one.
                    if (!line.TryLeave(waiter)) line.WakeNext();
                    break;
                }

                Interlocked.Increment(ref served);
                if (i % 3 == 0) await Task.Yield();
                Interlocked.Increment(ref places);
                line.WakeNext();
            }
        }

        bool TryTake()
        {
            var left = Volatile.Read(ref places);
            while (left > 0)
            {
                var seen = Interlocked.CompareExchange(ref places, left - 1, left);
                if (seen == left) return true;
                left = seen;
            }

            return false;
        }
    }

    private sealed class Named(string name, List<string> woken) : Waiter
    {
        public override void Wake() => woken.Add(name);
    }

    private sealed class Awaited : Waiter
    {
        private readonly SemaphoreSlim _woken = new(0);

        public Task WokenAsync() => _woken.WaitAsync();

        public override void Wake() => _woken.Release();
    }
}
