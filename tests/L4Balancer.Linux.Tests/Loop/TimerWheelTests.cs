using L4Balancer.Linux.Loop;

namespace L4Balancer.Linux.Tests.Loop;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TimerWheelTests
{
    private readonly TimerWheel _wheel = new(TestCalls.Faultless, origin: 0);

    [SetUp]
    public void Start_at_a_moment_with_digits_in_every_wheel_in_use() => _wheel.Advance(0x3FFFF - 70);

    [Test]
    public void Wheel_without_timers_never_has_work() => Assert.That(_wheel.Next, Is.EqualTo(long.MaxValue));

    [Test]
    public void Moment_that_has_passed_is_the_next_millisecond([Values(long.MinValue, -1, 0, 0x3FFFF - 70)] long due)
    {
        var source = new TestSource();
        _wheel.Set(source, due);
        _wheel.Advance(0x3FFFF - 70);
        Assert.That(source.Timers, Is.Zero);
        _wheel.Advance(0x3FFFF - 69);
        Assert.That(source.Timers, Is.EqualTo(1));
    }

    [Test]
    public void Timer_that_is_set_again_is_due_once_at_its_last_moment([Values(500, 50_000_000)] long second)
    {
        var source = new TestSource();
        _wheel.Set(source, 0x3FFFF + 1000);
        _wheel.Set(source, 0x3FFFF + second);
        _wheel.Advance(0x3FFFF + second - 1);
        Assert.That(source.Timers, Is.Zero);
        _wheel.Advance(0x3FFFF + Math.Max(second, 1000));
        Assert.That((source.Timers, _wheel.Next), Is.EqualTo((1, long.MaxValue)));
    }

    [Test]
    public void Cancelled_timer_is_never_due()
    {
        var source = new TestSource();
        _wheel.Set(source, 0x3FFFF);
        _wheel.Cancel(source);
        _wheel.Cancel(source);
        Assert.That(_wheel.Next, Is.EqualTo(long.MaxValue));
        _wheel.Advance(long.MaxValue / 2);
        Assert.That(source.Timers, Is.Zero);
    }

    [Test]
    public void Timers_set_from_inside_a_timer_are_due_at_their_own_moments_in_the_same_advance()
    {
        var order = new List<string>();
        var (outer, soon, later, far) = (new TestSource(), new TestSource(), new TestSource(), new TestSource());
        soon.Timer = () => order.Add("soon");
        later.Timer = () => order.Add("later");
        far.Timer = () => order.Add("far");
        outer.Timer = () =>
        {
            order.Add("outer");
            _wheel.Set(later, 0x40000 + 5000);
            _wheel.Set(far, 0x40000 + 5001);
            _wheel.Set(soon, 0);
        };
        _wheel.Set(outer, 0x40000);
        _wheel.Advance(0x40000 + 5000);
        Assert.That(order, Is.EqualTo(["outer", "soon", "later"]));
        Assert.That(_wheel.Next, Is.GreaterThan(0x40000 + 5000).And.LessThanOrEqualTo(0x40000 + 5001));
    }

    [Test]
    public void Source_that_sets_itself_from_its_timer_is_due_once_a_period()
    {
        var (source, due) = (new TestSource(), 0x3FFFFL);
        source.Timer = () => _wheel.Set(source, due += 10);
        _wheel.Set(source, due);
        _wheel.Advance(0x3FFFF + 99);
        Assert.That(source.Timers, Is.EqualTo(10));
    }

    [Test]
    public void Timer_that_another_one_of_the_same_moment_cancels_is_not_due()
    {
        var (one, other) = (new TestSource(), new TestSource());
        one.Timer = () => _wheel.Cancel(other);
        other.Timer = () => _wheel.Cancel(one);
        _wheel.Set(one, 0x3FFFF);
        _wheel.Set(other, 0x3FFFF);
        _wheel.Advance(0x3FFFF);
        Assert.That(one.Timers + other.Timers, Is.EqualTo(1));
    }

    [Test]
    public void Timer_beyond_the_horizon_is_due_at_the_horizon()
    {
        var (forever, years) = (new TestSource(), new TestSource());
        const long HundredYears = 100L * 365 * 24 * 3600 * 1000;
        _wheel.Set(forever, long.MaxValue);
        _wheel.Set(years, HundredYears);
        _wheel.Advance(HundredYears - 1);
        Assert.That(years.Timers, Is.Zero);
        _wheel.Advance(HundredYears);
        Assert.That((years.Timers, forever.Timers), Is.EqualTo((1, 0)));
        Assert.That(_wheel.Next, Is.LessThan(1L << 42));
    }

    [TestCase(1_764_000_000_000_000L)]
    [TestCase(-1_000_000)]
    [TestCase(0)]
    public void Clock_may_begin_anywhere(long origin)
    {
        var wheel = new TimerWheel(TestCalls.Faultless, origin);
        var (soon, late, never) = (new TestSource(), new TestSource(), new TestSource());
        wheel.Set(soon, origin + 10);
        wheel.Set(late, origin + 100_000);
        wheel.Set(never, long.MaxValue);
        Assert.That(wheel.Next, Is.EqualTo(origin + 10));
        wheel.Advance(origin + 9);
        Assert.That(soon.Timers, Is.Zero);
        wheel.Advance(origin + 100_000);
        Assert.That((soon.Timers, late.Timers, never.Timers), Is.EqualTo((1, 1, 0)));
        Assert.That(wheel.Next, Is.GreaterThan(origin + 100_000));
    }

    [Test]
    public void Hundred_thousand_timers_are_due_in_the_order_of_their_moments()
    {
        var (random, order) = (new Random(7), new List<long>());
        for (var i = 0; i < 100_000; i++)
        {
            var (source, due) = (new TestSource(), 0x40000 + random.NextInt64(600_000));
            source.Timer = () => order.Add(due);
            _wheel.Set(source, due);
        }

        _wheel.Advance(0x40000 + 600_000);
        Assert.That(order, Has.Count.EqualTo(100_000).And.Ordered);
    }

    [Test]
    public void Setting_cancelling_and_advancing_allocate_nothing()
    {
        var sources = Enumerable.Range(0, 1000).Select(_ => new TestSource()).ToArray();
        var now = 0L;
        var bytes = Allocated.ByThread(() =>
        {
            now += 1_000_000;
            for (var i = 0; i < sources.Length; i++) _wheel.Set(sources[i], now + i * 97);
            for (var i = 0; i < sources.Length; i += 2) _wheel.Cancel(sources[i]);
            _wheel.Advance(now + 500_000);
        });
        Assert.That(bytes, Is.Zero);
    }
}
