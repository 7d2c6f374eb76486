using L4Balancer.Linux.Loop;

namespace L4Balancer.Linux.Tests.Loop;

/// <summary>A stock shrinks after a peak, and not between bursts.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StockTests : IDisposable
{
    private const int KeptMin = 4;
    private const int KeptMax = 1000;

    private readonly LoopScript _script = new();
    private readonly List<object> _dropped = [];
    private readonly StockTrimmer _trimmer;
    private readonly Stock<object> _stock;

    public StockTests()
    {
        _trimmer = new StockTrimmer(_script.Loop);
        _stock = new Stock<object>(_trimmer, KeptMin, KeptMax, _dropped.Add);
    }

    [TearDown]
    public void Dispose() => _script.Dispose();

    [Test]
    public void Objects_that_nobody_needed_for_a_whole_period_are_let_go()
    {
        Put(500);
        _script.Run(Pass, Pass, Pass, Pass);
        Assert.That((_stock.Count, _dropped.Count), Is.EqualTo((KeptMin, 500 - KeptMin)));
    }

    [Test]
    public void Objects_that_each_burst_needs_stay()
    {
        Put(500);
        _script.Run(Burst, Burst, Burst, Burst, Burst);
        Assert.That((_stock.Count, _dropped.Count), Is.EqualTo((500, 0)));

        void Burst()
        {
            for (var i = 0; i < 500; i++) Assert.That(_stock.TryTake(out _));
            Put(500);
            Pass();
        }
    }

    [Test]
    public void Only_what_a_smaller_load_does_not_need_is_let_go()
    {
        Put(500);
        _script.Run(SmallBurst, SmallBurst, SmallBurst, SmallBurst, SmallBurst);
        Assert.That(_stock.Count, Is.EqualTo(100));

        void SmallBurst()
        {
            for (var i = 0; i < 100; i++) Assert.That(_stock.TryTake(out _));
            Put(100);
            Pass();
        }
    }

    [Test]
    public void Trimmer_has_no_timer_when_nothing_is_left_to_let_go()
    {
        Put(KeptMin);
        _script.Run(Pass, Pass);
        Assert.That(_trimmer.TimerBucket, Is.EqualTo(TimerWheel.NoBucket));
    }

    [Test]
    public void Trimmer_ends_its_timer_when_all_is_let_go()
    {
        Put(KeptMin + 1);
        Assert.That(_trimmer.TimerBucket, Is.Not.EqualTo(TimerWheel.NoBucket));
        _script.Run(Pass, Pass, Pass, Pass);
        Assert.That(_trimmer.TimerBucket, Is.EqualTo(TimerWheel.NoBucket));
    }

    [Test]
    public void Stock_takes_no_more_back_than_it_may_keep()
    {
        Put(KeptMax + 7);
        Assert.That((_stock.Count, _dropped.Count), Is.EqualTo((KeptMax, 7)));
        _stock.Clear();
        Assert.That((_stock.Count, _dropped.Count), Is.EqualTo((0, KeptMax + 7)));
        Assert.That(_stock.TryTake(out _), Is.False);
    }

    private void Put(int count)
    {
        for (var i = 0; i < count; i++) _stock.Put(new object());
    }

    private void Pass() => _script.Clock += StockTrimmer.Period;
}
