using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;
using L4Balancer.Linux.Tests.Support;

namespace L4Balancer.Linux.Tests.Loop;

/// <summary>A loop that is late, because it was busy or the process was paused, reads before it judges.</summary>
internal sealed class LateTimerTests
{
    private readonly JumpingTime _time = new();

    [Test]
    public void Everything_that_was_readable_when_a_timer_was_due_is_delivered_before_it()
    {
        // More than the loop takes in one call, and more than in two.
        const int Count = 1200;
        var pairs = Enumerable.Range(0, Count).Select(_ => new FdPair()).ToArray();
        using var loop = RunningLoop.Faultless(_time);
        var unread = 0;
        var sources = pairs.Select(pair => Watched(loop, pair, source => unread += source.HasRead ? 0 : 1)).ToArray();
        _time.AtNextRead = () =>
        {
            foreach (var pair in pairs) StreamSockets.Send(pair.Far, "x"u8);
            return 60_000;
        };
        loop.Post(() => { });
        RunUntil(loop, () => sources.Sum(source => source.Timers) == Count);
        Assert.That(unread, Is.Zero);
        foreach (var pair in pairs) pair.Dispose();
    }

    [Test]
    public void Timer_comes_though_a_descriptor_is_ready_for_ever()
    {
        using var loop = RunningLoop.Faultless(_time);
        using var pair = new FdPair();
        var source = Watched(loop, pair, _ => { });
        source.Ready = (_, _) => StreamSockets.Send(pair.Far, "x"u8);
        StreamSockets.Send(pair.Far, "x"u8);
        _time.AtNextRead = () => 60_000;
        RunUntil(loop, () => source.Timers == 1);
        Assert.That(source.Timers, Is.EqualTo(1));
    }

    [TestCase(4500, 4500 + 4500)]
    [TestCase(60_000, 60_000 + 5000)]
    public void Timers_set_before_a_standstill_in_the_same_turn_wait_as_long_again(int standstill, int firesAt)
    {
        using var script = new LoopScript();
        var source = script.Attach();
        var early = 0;
        script.Run(
            () => { script.Loop.SetTimer(source, 3000); script.Work(standstill); }, () => { },
            () => script.Clock = firesAt - 1, () => { },
            () => (early, script.Clock) = (source.Timers, firesAt), () => { }, () => { });
        Assert.That((early, source.Timers), Is.EqualTo((0, 1)));
    }

    [Test]
    public void Timers_fire_though_every_turn_is_long()
    {
        using var script = new LoopScript();
        var source = script.Attach();
        script.Loop.SetTimer(source, 1);
        source.Timer = () => script.Loop.SetTimer(source, script.Loop.Now + 1);
        script.Run(Enumerable.Repeat<Action>(() => script.Work(1000), 9).ToArray());
        Assert.That(source.Timers, Is.InRange(3, 5));
    }

    /// <summary>A source with a timer of one second.</summary>
    private static TestSource Watched(EpollLoop loop, FdPair pair, Action<TestSource> onTimer)
    {
        var source = new TestSource();
        source.Timer = () => onTimer(source);
        loop.Attach(source);
        loop.Watch(source, 0, pair.Near).OrThrow("epoll_ctl");
        loop.SetTimer(source, 1000);
        return source;
    }

    private static void RunUntil(EpollLoop loop, Func<bool> isReached)
    {
        var turns = 0;
        var next = new TestSource();
        next.Turn = () =>
        {
            if (isReached() || ++turns == 1000) loop.Stop();
            else loop.Again(next);
        };
        loop.Attach(next);
        loop.Again(next);
        loop.Run();
    }

    /// <summary>A clock that stands still, except for a jump by the given milliseconds at the next read.</summary>
    private sealed class JumpingTime : TimeProvider
    {
        private long _milliseconds;

        public Func<long>? AtNextRead { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp()
        {
            var jump = AtNextRead;
            AtNextRead = null;
            if (jump is not null) _milliseconds += jump();
            return _milliseconds;
        }
    }
}
