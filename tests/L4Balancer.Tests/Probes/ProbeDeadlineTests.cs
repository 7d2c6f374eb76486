using L4Balancer.Probes;

namespace L4Balancer.Tests.Probes;

/// <summary>When a probe has timed out in a process that is paused at times; all in milliseconds.</summary>
internal sealed class ProbeDeadlineTests
{
    private StandstillMeter _meter = null!;

    [SetUp]
    public void StartMeter()
    {
        _meter = new StandstillMeter();
        _meter.Start(0);
    }

    [Test]
    public void A_probe_of_a_process_that_runs_has_its_timeout_and_no_more()
    {
        var deadline = Begin(0);
        BeatUntil(1000);
        Assert.That(deadline.Left(400, _meter.TotalAt(400)), Is.EqualTo(600));
        Assert.That(deadline.Left(1000, _meter.TotalAt(1000)), Is.Zero);
    }

    [Test]
    public void A_standstill_is_not_part_of_the_timeout()
    {
        var deadline = Begin(0);
        BeatUntil(200);

        // The beat of 250 comes at 3250. One more beat is added for the part of the pause that it does not show.
        Assert.That(deadline.Left(3250, _meter.TotalAt(3250)), Is.EqualTo(1000 + 3000 + StandstillMeter.Beat - 3250));
    }

    [Test]
    public void It_does_not_matter_whether_the_late_beat_or_the_deadline_is_looked_at_first()
    {
        var deadline = Begin(0);
        var before = deadline.Left(3250, _meter.TotalAt(3250));
        _meter.OnBeat(3250);
        Assert.That(deadline.Left(3250, _meter.TotalAt(3250)), Is.EqualTo(before));
    }

    [Test]
    public void A_standstill_from_before_the_probe_gives_it_nothing()
    {
        _meter.OnBeat(3250);
        var deadline = Begin(3250);
        Assert.That(deadline.Left(3300, _meter.TotalAt(3300)), Is.EqualTo(950));
    }

    [Test]
    public void A_beat_that_is_late_as_any_timer_is_no_standstill()
    {
        _meter.OnBeat(StandstillMeter.Beat + 5);
        Assert.That(_meter.TotalAt(60), Is.Zero);
    }

    [Test]
    public void Nothing_stands_still_while_nobody_probes()
    {
        _meter.Stop();
        Assert.That(_meter.TotalAt(100_000), Is.Zero);
    }

    private ProbeDeadline Begin(long now) => new(now, timeout: 1000, _meter.TotalAt(now));

    private void BeatUntil(long end)
    {
        for (var now = StandstillMeter.Beat; now <= end; now += StandstillMeter.Beat) _meter.OnBeat(now);
    }
}
