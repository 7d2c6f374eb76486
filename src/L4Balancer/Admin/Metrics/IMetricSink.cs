using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>
/// Receives the values of one metric. The labels are in the order declared by the metric; without arrays, because there
/// may be hundreds of thousands of values.
/// </summary>
internal interface IMetricSink
{
    void Add(double value, string? first = null, string? second = null, string? third = null);

    void Add(HistogramSnapshot histogram, string? first = null, string? second = null);
}
