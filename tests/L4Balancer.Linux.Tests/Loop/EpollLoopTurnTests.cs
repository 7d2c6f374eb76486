using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Tests.Support;

namespace L4Balancer.Linux.Tests.Loop;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EpollLoopTurnTests : IDisposable
{
    private readonly LoopScript _script = new();
    private readonly List<string> _order = [];

    private EpollLoop Loop => _script.Loop;

    [TearDown]
    public void Dispose() => _script.Dispose();

    [Test]
    public void Turn_that_was_asked_for_comes_after_the_events_of_all_others()
    {
        using var pairs = new Pairs(3);
        foreach (var (i, fd) in pairs.Near.Index())
        {
            var source = _script.Watch(fd);
            source.Turn = () => _order.Add($"turn {i}");
            source.Ready = (_, _) =>
            {
                _order.Add("event");
                Loop.Again(source);
            };
        }

        _script.Run(() => { }, () => { });
        Assert.That(_order.Take(3), Is.All.EqualTo("event"));
        Assert.That(_order.Skip(3), Is.EquivalentTo(["turn 0", "turn 1", "turn 2"]));
    }

    [Test]
    public void Turn_that_is_asked_for_in_a_turn_comes_after_the_next_events()
    {
        using var pair = new FdPair();
        var (worker, other) = (_script.Attach(), new TestSource());
        other.Ready = (_, _) => _order.Add("event");
        worker.Turn = () =>
        {
            _order.Add("turn");
            if (worker.Turns > 1) return;
            Loop.Attach(other);
            Loop.Watch(other, 0, pair.Near).OrThrow("epoll_ctl");
            Loop.Again(worker);
        };
        Loop.Again(worker);
        _script.Run(() => { }, () => { });
        Assert.That(_order, Is.EqualTo(["turn", "event", "turn"]));
    }

    [Test]
    public void Turn_that_is_asked_for_twice_comes_once()
    {
        var source = _script.Attach();
        Loop.Again(source);
        Loop.Again(source);
        _script.Run(() => { }, () => Loop.Again(source), () => { }, () => { });
        Assert.That(source.Turns, Is.EqualTo(2));
    }

    [Test]
    public void Turn_does_not_come_after_the_source_left()
    {
        var (gone, last, killer) = (_script.Attach(), _script.Attach(), _script.Attach());
        killer.Turn = () => Loop.Detach(last);
        foreach (var source in new[] { gone, killer, last }) Loop.Again(source);
        Loop.Detach(gone);
        _script.Run(() => { }, () => { });
        Assert.That((gone.Turns, last.Turns, killer.Turns), Is.EqualTo((0, 0, 1)));
    }

    [Test]
    public void Source_that_came_back_has_no_turn_from_before_and_can_ask_for_its_own()
    {
        var (back, asks) = (_script.Attach(), _script.Attach());
        foreach (var source in new[] { back, asks })
        {
            Loop.Again(source);
            Loop.Detach(source);
            Loop.Attach(source);
        }

        Loop.Again(asks);
        _script.Run(() => { }, () => { });
        Assert.That((back.Turns, asks.Turns), Is.EqualTo((0, 1)));
    }

    [Test]
    public void Source_that_is_not_attached_has_neither_turns_nor_timers()
    {
        var (never, left) = (new TestSource(), _script.Attach());
        Loop.Detach(left);
        foreach (var source in new[] { never, left })
        {
            Loop.Again(source);
            Loop.SetTimer(source, 1);
        }

        _script.Run(() => _script.Clock = 10, () => { }, () => { });
        Assert.That((never.Turns, left.Turns, never.Timers, left.Timers), Is.EqualTo((0, 0, 0, 0)));
    }

    [Test]
    public void Source_may_leave_in_its_turn()
    {
        var source = _script.Attach();
        source.Turn = () =>
        {
            Loop.Again(source);
            Loop.Detach(source);
        };
        Loop.Again(source);
        _script.Run(() => { }, () => { });
        Assert.That(source.Turns, Is.EqualTo(1));
    }

    [Test]
    public void Timer_comes_at_its_moment_and_not_before()
    {
        var (source, before) = (_script.Attach(), -1);
        Loop.SetTimer(source, 1000);
        _script.Run(
            () => _script.Clock = 999, () => { }, () => (before, _script.Clock) = (source.Timers, 1000), () => { });
        Assert.That((before, source.Timers, Loop.Now), Is.EqualTo((0, 1, 1000L)));
    }

    [Test]
    public void Timer_that_was_cancelled_or_whose_source_left_does_not_come()
    {
        var (cancelled, left) = (_script.Attach(), _script.Attach());
        Loop.SetTimer(cancelled, 5);
        Loop.SetTimer(left, 5);
        Loop.CancelTimer(cancelled);
        Loop.Detach(left);
        _script.Run(() => _script.Clock = 10, () => { });
        Assert.That((cancelled.Timers, left.Timers), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Source_may_leave_and_take_another_with_it_when_its_timer_comes()
    {
        var (one, other) = (_script.Attach(), _script.Attach());
        one.Timer = other.Timer = () =>
        {
            Loop.Detach(one);
            Loop.Detach(other);
        };
        Loop.SetTimer(one, 5);
        Loop.SetTimer(other, 5);
        _script.Run(() => _script.Clock = 10, () => { });
        Assert.That(one.Timers + other.Timers, Is.EqualTo(1));
    }

    [Test]
    public void Sleeping_loop_wakes_for_a_timer_and_not_early()
    {
        var time = System.Diagnostics.Stopwatch.StartNew();
        using var loop = RunningLoop.Faultless();
        var source = new TestSource { Timer = loop.Stop };
        loop.Attach(source);
        var due = loop.Now + 30;
        loop.SetTimer(source, due);
        loop.Run();
        Assert.That((source.Timers, loop.Now >= due, time.ElapsedMilliseconds >= 30), Is.EqualTo((1, true, true)));
    }

    [Test]
    public void Loop_can_be_disposed_twice()
    {
        var loop = RunningLoop.Faultless();
        loop.Dispose();
        Assert.That(loop.Dispose, Throws.Nothing);
    }

    private sealed class Pairs(int count) : IDisposable
    {
        private readonly FdPair[] _pairs = [.. Enumerable.Range(0, count).Select(_ => new FdPair())];

        public IEnumerable<int> Near => _pairs.Select(pair => pair.Near);

        public void Dispose() => Array.ForEach(_pairs, pair => pair.Dispose());
    }
}
