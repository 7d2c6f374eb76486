using System.Diagnostics;
using L4Balancer.Linux.Tests.Support;

namespace L4Balancer.Linux.Tests.Loop;

/// <summary>A time means the same on every loop that shares a clock.</summary>
internal sealed class LoopClockTests
{
    [TestCase(0)]
    [TestCase(1_000)]
    [TestCase(1_764_000_000_000)]
    public void Loops_that_were_made_at_different_times_agree_on_the_moment(long beginning)
    {
        using var early = new LoopScript { Clock = beginning };
        using var late = new LoopScript { Clock = beginning + 5000 };
        early.Clock = late.Clock = beginning + 7000;
        early.Run(() => { });
        late.Run(() => { });
        Assert.That((early.Loop.Now, late.Loop.Now), Is.EqualTo((beginning + 7000, beginning + 7000)));
    }

    [Test]
    public void Loop_that_has_just_been_made_knows_the_moment()
    {
        using var loop = RunningLoop.Faultless(new ClockAt(1_234_567_891));
        Assert.That((loop.Now, loop.NowMicroseconds), Is.EqualTo((1_234L, 1_234_567L)));
    }

    [Test]
    public void Milliseconds_and_microseconds_are_of_one_reading()
    {
        var clock = new ClockAt(5_000_000_000);
        using var loop = RunningLoop.Faultless(clock);
        var source = new TestSource();
        source.Turn = loop.Stop;
        loop.Attach(source);
        loop.Again(source);
        clock.Nanoseconds = 86_400_000_999_999;
        loop.Run();
        Assert.That((loop.Now, loop.NowMicroseconds), Is.EqualTo((86_400_000L, 86_400_000_999L)));
    }

    [Test]
    public void Clock_of_the_system_is_the_monotonic_clock_of_the_kernel()
    {
        var before = TestLibC.MonotonicMilliseconds();
        using var loop = RunningLoop.Faultless();
        var after = TestLibC.MonotonicMilliseconds();
        Assert.That(loop.Now, Is.InRange(before, after));
        Assert.That(Stopwatch.Frequency, Is.EqualTo(1_000_000_000));
    }

    [Test]
    public void Timer_is_due_at_its_moment_wherever_the_clock_began([Values(0, 1_764_000_000_000)] long beginning)
    {
        using var script = new LoopScript { Clock = beginning };
        var source = script.Attach();
        var early = 0;
        script.Run(
            () => script.Loop.SetTimer(source, beginning + 50), () => script.Clock = beginning + 49, () => { },
            () => (early, script.Clock) = (source.Timers, beginning + 50), () => { }, () => { });
        Assert.That((early, source.Timers), Is.EqualTo((0, 1)));
    }

    /// <summary>A clock that stands still at this many nanoseconds, in the units of the system's clock.</summary>
    private sealed class ClockAt(long nanoseconds) : TimeProvider
    {
        public long Nanoseconds { get; set; } = nanoseconds;

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => Nanoseconds;
    }
}
