using System.Diagnostics.Metrics;
using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>Collects the values of a metric as measurements of an instrument. For one collection.</summary>
internal sealed class MeasurementSink(Metric metric, HistogramPart part = HistogramPart.None) : IMetricSink
{
    private readonly BucketLabels _buckets = new();

    public List<Measurement<double>> Measurements { get; } = [];

    public void Add(double value, string? first = null, string? second = null, string? third = null) =>
        Measurements.Add(new Measurement<double>(value, Tags(first, second, third)));

    public void Add(HistogramSnapshot histogram, string? first = null, string? second = null)
    {
        if (part == HistogramPart.Sum)
        {
            Add(histogram.Sum, first, second);
            return;
        }

        var bounds = _buckets.Of(histogram.Bounds);
        long sum = 0;
        for (var i = 0; i < bounds.Length; i++)
        {
            sum += histogram.Counts[i];
            Measurements.Add(new Measurement<double>(sum, [.. Tags(first, second), new("le", bounds[i])]));
        }
    }

    private KeyValuePair<string, object?>[] Tags(string? first, string? second, string? third = null) =>
    [
        .. first is null ? [] : Tag(0, first),
        .. second is null ? [] : Tag(1, second),
        .. third is null ? [] : Tag(2, third),
    ];

    private KeyValuePair<string, object?>[] Tag(int label, string value) => [new(metric.Labels[label], value)];
}

/// <summary>The part of a histogram that an instrument shows.</summary>
internal enum HistogramPart
{
    /// <summary>The metric is not a histogram.</summary>
    None,

    /// <summary>The cumulative buckets, with the label <c>le</c>.</summary>
    Buckets,

    Sum,
}
