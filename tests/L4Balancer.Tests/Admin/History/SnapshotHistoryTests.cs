using L4Balancer.Admin.History;
using L4Balancer.Admin.Model;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.History;

/// <summary>The history of the last 15 minutes.</summary>
internal sealed class SnapshotHistoryTests
{
    private static readonly double[] Bounds = [0.001, 0.01, 0.1];

    [TestCase(0.5, 0.001, TestName = "Half_of_the_connects_are_in_the_first_bucket")]
    [TestCase(0.25, 0.0005, TestName = "Within_a_bucket_the_connects_are_spread_evenly")]
    [TestCase(0.99, 0.0982, TestName = "The_slowest_are_in_the_last_bucket_with_an_end")]
    public void A_quantile_lies_within_its_bucket(double share, double seconds) =>
        Assert.That(HistogramQuantile.Of(Bounds, [50, 0, 50, 0], share), Is.EqualTo(seconds).Within(1e-9));

    [Test]
    public void A_quantile_beyond_the_last_bound_is_that_bound() =>
        Assert.That(HistogramQuantile.Of(Bounds, [0, 0, 0, 4], 0.5), Is.EqualTo(0.1));

    [Test]
    public void There_is_no_quantile_without_connects() =>
        Assert.That(HistogramQuantile.Of(Bounds, [0, 0, 0, 0], 0.5), Is.Null);

    [Test]
    public void Missed_steps_stay_empty_and_old_ones_are_removed()
    {
        var ring = new SeriesRing<HistoryPoint>(4);
        ring.Put(0, new HistoryPoint(null, 10, null, null, null));
        ring.Put(2, new HistoryPoint(null, 12, null, null, null));
        Assert.That(Actives(ring, 0, 3), Is.EqualTo(new int?[] { 10, null, 12 }));
        ring.Put(5, new HistoryPoint(null, 15, null, null, null));
        Assert.That(Actives(ring, 0, 6), Is.EqualTo(new int?[] { null, null, 12, null, null, 15 }));
    }

    [Test]
    public async Task A_pool_and_each_of_its_backends_have_a_series()
    {
        await using var admin = await RunningAdmin.StartAsync();
        var client = admin.Local;
        var report = await Eventually.GetAsync(
            "a point of the history", Loopback.Patience,
            () => client.ReadAsync<HistoryReport>("/v1/history?pool=pool"), r => r.Series.Count == 3);
        Assert.That(
            report.Series.Select(s => s.Backend), Is.EquivalentTo(new[] { null, "127.0.0.1:1", "127.0.0.1:2" }));
        Assert.That(report.StepSeconds, Is.EqualTo(5));
        Assert.That(report.Series[0].Active[^1], Is.Zero);
        await admin.Local.GetAsync("/v1/history?pool=other").RefusesAsync(System.Net.HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Rates_come_from_the_difference_between_two_snapshots()
    {
        await using var admin = await RunningAdmin.StartAsync();
        var first = await admin.Local.ReadAsync<BalancerSnapshot>("/v1/status");
        var history = new SnapshotHistory(TimeSpan.FromSeconds(5));
        history.Add(first);
        history.Add(Later(first, picks: 50, bytes: 1000));
        var series = history.Report("pool").Series;
        Assert.That(series[0].SessionsPerSecond, Is.EqualTo(new double?[] { null, 20 }));
        Assert.That(series[1].BytesPerSecond, Is.EqualTo(new double?[] { null, 200 }));
    }

    /// <summary>Five seconds later each backend has the given number of further picks.</summary>
    private static BalancerSnapshot Later(BalancerSnapshot snapshot, long picks, long bytes) => snapshot with
    {
        At = snapshot.At.AddSeconds(5),
        Pools =
        [
            snapshot.Pools[0] with
            {
                Backends =
                [
                    .. snapshot.Pools[0].Backends.Select(
                        b => b with { Picks = b.Picks + picks, BytesUploaded = b.BytesUploaded + bytes }),
                ],
            },
        ],
    };

    private static int?[] Actives(SeriesRing<HistoryPoint> ring, long from, int count) =>
        [.. Enumerable.Range(0, count).Select(i => ring.At(from + i).Active)];
}
