using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>
/// Takes the values of one metric. The labels come in the order that the metric names them; without arrays, for there
/// may be hundreds of thousands of values.
/// </summary>
internal interface IMetricSink
{
    void Add(double value, string? first = null, string? second = null, string? third = null);

    void Add(ConnectTimeSnapshot histogram, string? first = null, string? second = null);
}
