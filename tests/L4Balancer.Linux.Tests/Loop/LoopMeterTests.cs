namespace L4Balancer.Linux.Tests.Loop;

public sealed class LoopMeterTests
{
    private const long Minute = 60_000;

    [Test]
    public void A_turn_counts_from_the_wake_to_the_end_of_its_work()
    {
        using var script = new LoopScript { Clock = 100 };
        script.Run(() => script.Work(7), () => script.Work(30), () => script.Work(5));
        Assert.That(script.Loop.Meter.Busy, Is.EqualTo(TimeSpan.FromMilliseconds(42)));
        Assert.That(script.Loop.Meter.LongestTurn, Is.EqualTo(TimeSpan.FromMilliseconds(30)));
        Assert.That(script.Loop.Meter.Turns, Is.EqualTo(3));
    }

    [Test]
    public void The_longest_turn_is_forgotten_when_the_next_minute_begins()
    {
        using var script = new LoopScript();
        script.Run(() => script.Work(30));
        script.Clock = Minute - 1;
        Assert.That(script.Loop.Meter.LongestTurn, Is.EqualTo(TimeSpan.FromMilliseconds(30)));
        script.Clock = Minute;
        Assert.That(script.Loop.Meter.LongestTurn, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void A_shorter_turn_of_a_later_minute_takes_the_place_of_a_longer_one()
    {
        using var script = new LoopScript();
        script.Run(() => script.Work(30), () => script.Work(Minute - 30), () => script.Work(4));
        Assert.That(script.Loop.Meter.LongestTurn, Is.EqualTo(TimeSpan.FromMilliseconds(Minute - 30)));
        script.Clock = 2 * Minute;
        Assert.That(script.Loop.Meter.LongestTurn, Is.EqualTo(TimeSpan.Zero));
        script.Loop.Meter.CountTurn(woke: 2 * Minute);
        script.Clock += 9;
        script.Loop.Meter.CountTurn(woke: 2 * Minute);
        Assert.That(script.Loop.Meter.LongestTurn, Is.EqualTo(TimeSpan.FromMilliseconds(9)));
    }

    [Test]
    public void Every_event_that_the_loop_was_woken_for_is_counted()
    {
        using var running = new RunningLoop();
        var before = running.Ask(loop => loop.Meter.Events);
        for (var i = 0; i < 10; i++) running.Ask(loop => loop.Meter.Events);
        var after = running.Ask(loop => loop.Meter.Events);
        Assert.That(after - before, Is.EqualTo(11));
    }
}
