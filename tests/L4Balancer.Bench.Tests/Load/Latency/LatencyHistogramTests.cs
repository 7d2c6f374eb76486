using L4Balancer.Bench.Load.Latency;
using L4Balancer.Bench.Tests.Support;

namespace L4Balancer.Bench.Tests.Load.Latency;

internal sealed class LatencyHistogramTests
{
    private static readonly double[] Shares = [0, 0.0001, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999, 1];

    [Test]
    public void Percentiles_are_those_of_the_sorted_values_within_a_thousandth([Range(1, 40)] int round)
    {
        var random = Seeds.Next();
        var values = Enumerable.Range(0, random.Next(1, 5000)).Select(_ => AnyLatency(random)).ToArray();
        var histogram = HistogramOf(values);
        Array.Sort(values);
        foreach (var share in Shares)
        {
            var exact = values[Math.Max(0, (int)Math.Ceiling(share * values.Length) - 1)];
            Assert.That(
                histogram.PercentileNanoseconds(share), Is.InRange(exact, exact + exact / 1000.0), $"{round}: {share}");
        }
    }

    [Test]
    public void Mean_maximum_and_count_are_exact()
    {
        var random = Seeds.Next();
        var values = Enumerable.Range(0, 10_000).Select(_ => AnyLatency(random)).ToArray();
        var histogram = HistogramOf(values);
        Assert.That(histogram.Count, Is.EqualTo(values.Length));
        Assert.That(histogram.MaxNanoseconds, Is.EqualTo(values.Max()));
        Assert.That(histogram.MeanNanoseconds, Is.EqualTo(values.Average()).Within(1e-6).Percent);
    }

    [Test]
    public void Added_histograms_equal_one_of_all_values()
    {
        var random = Seeds.Next();
        var values = Enumerable.Range(0, 2000).Select(_ => AnyLatency(random)).ToArray();
        var (sum, all) = (HistogramOf(values.AsSpan(0, 700)), HistogramOf(values));
        sum.Add(HistogramOf(values.AsSpan(700)));
        Assert.That(sum.ToReport(), Is.EqualTo(all.ToReport()));
        Assert.That(sum.Count, Is.EqualTo(all.Count));
    }

    [TestCase(0L)]
    [TestCase(1L)]
    [TestCase(2047L)]
    [TestCase(2048L)]
    [TestCase(2049L)]
    [TestCase(LatencyHistogram.LongestNanoseconds)]
    public void One_value_is_every_percentile(long value)
    {
        var histogram = HistogramOf(value);
        Assert.That(histogram.PercentileNanoseconds(0.5), Is.EqualTo(value));
        Assert.That(histogram.PercentileNanoseconds(1), Is.EqualTo(value));
    }

    [Test]
    public void Values_out_of_range_count_as_the_nearest_in_range()
    {
        var histogram = HistogramOf(-5, long.MaxValue);
        Assert.That(histogram.PercentileNanoseconds(0.5), Is.Zero);
        Assert.That(histogram.MaxNanoseconds, Is.EqualTo(LatencyHistogram.LongestNanoseconds));
    }

    [Test]
    public void An_empty_one_reports_zeros() =>
        Assert.That(new LatencyHistogram().ToReport(), Is.EqualTo(new Bench.Load.LatencyReport()));

    [Test]
    public void Recording_allocates_nothing()
    {
        var histogram = HistogramOf(1);
        var bytes = Allocated.ByThread(() =>
        {
            for (var i = 0L; i < 10_000; i++) histogram.Record(i * i * 1000);
        });
        Assert.That(bytes, Is.Zero);
    }

    /// <summary>Of every size: the number of bits is even, not the value.</summary>
    private static long AnyLatency(Random random) =>
        random.NextInt64(Math.Min(1L << random.Next(1, 43), LatencyHistogram.LongestNanoseconds));

    private static LatencyHistogram HistogramOf(params ReadOnlySpan<long> values)
    {
        var histogram = new LatencyHistogram();
        foreach (var value in values) histogram.Record(value);
        return histogram;
    }
}
