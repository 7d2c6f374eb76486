using L4Balancer.Cli.Top;

namespace L4Balancer.Tests.Cli.Top;

/// <summary>Rates computed from counters.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TopFiguresTests
{
    private readonly TopFigures _figures = new();

    [Test]
    public void The_first_snapshot_has_no_rates()
    {
        var row = _figures.Add(Moments.Snapshot(10, 1000, 0, 0, 0)).Rows[0];
        Assert.That((row.SessionsPerSecond, row.History.Count), Is.EqualTo((0.0, 0)));
    }

    [Test]
    public void The_second_snapshot_has_the_rates_since_the_first()
    {
        _figures.Add(Moments.Snapshot(10, 1000, 5, 0, 0));
        var moment = _figures.Add(Moments.Snapshot(12, 1100, 5, 10, 0));
        var row = moment.Rows[0];
        Assert.That(moment.SessionsPerSecond, Is.EqualTo(50));
        Assert.That(row.SessionsPerSecond, Is.EqualTo(50));
        Assert.That((row.UploadPerSecond, row.DownloadPerSecond), Is.EqualTo((5000.0, 50_000.0)));
        Assert.That(row.ConnectP50, Is.EqualTo(0.0055).Within(1e-9), "Earlier connects do not count.");
        Assert.That(moment.LoopLoad, Is.EqualTo(new[] { 0.5 }));
        Assert.That(row.History, Is.EqualTo(new[] { 50.0 }));
    }

    [Test]
    public void A_restarted_daemon_has_no_rate_relative_to_the_previous_one()
    {
        _figures.Add(Moments.Snapshot(10, 1000, 0, 0, 0));
        var restarted = Moments.Snapshot(12, 7, 0, 0, 0) with { StartedAt = Moments.Start.AddSeconds(11) };
        Assert.That(_figures.Add(restarted).Rows[0].SessionsPerSecond, Is.Zero);
    }

    [Test]
    public void The_history_is_a_minute()
    {
        for (var second = 0; second < 100; second++) _figures.Add(Moments.Snapshot(second, second, 0, 0, 0));
        var last = _figures.Add(Moments.Snapshot(100, 199, 0, 0, 0)).Rows[0];
        Assert.That(last.History, Has.Count.EqualTo(TopFigures.HistoryMax));
        Assert.That(last.History[^1], Is.EqualTo(100));
    }
}
