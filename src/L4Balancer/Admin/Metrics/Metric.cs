using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>
/// One metric: what it is called, what it means, and how it is read from a snapshot. Everything that shows metrics is
/// made from this: the text for Prometheus, the instruments for OpenTelemetry and the table of docs/metrics.md.
/// </summary>
public sealed class Metric
{
    /// <param name="name">By the convention of OpenTelemetry: words with dots, without the unit.</param>
    /// <param name="unit">In UCUM: <c>By</c>, <c>s</c>, <c>{session}</c>; empty for a flag or a number without one.
    /// </param>
    /// <param name="help">One sentence without a full stop.</param>
    /// <param name="labels">At most three.</param>
    internal Metric(
        string name, MetricKind kind, string unit, string help, string[] labels,
        Action<BalancerSnapshot, IMetricSink> read)
    {
        (Name, Kind, Unit, Help, Labels, Read) = (name, kind, unit, help, labels, read);
        PrometheusName = MetricNames.ForPrometheus(name, kind, unit);
    }

    public string Name { get; }

    /// <summary>The name as OpenTelemetry's rules turn it into one for Prometheus.</summary>
    public string PrometheusName { get; }

    public MetricKind Kind { get; }

    public string Unit { get; }

    public string Help { get; }

    public IReadOnlyList<string> Labels { get; }

    /// <summary>Gives every value of it to a sink, the values of the labels in the order of <see cref="Labels"/>.
    /// </summary>
    internal Action<BalancerSnapshot, IMetricSink> Read { get; }
}

/// <summary>How the values of a metric are to be understood.</summary>
public enum MetricKind
{
    /// <summary>Only grows, from 0 at the start of the process.</summary>
    Counter,

    /// <summary>How many there are now; sums over its labels mean something.</summary>
    UpDownCounter,

    /// <summary>A value as it is now; sums of it mean nothing.</summary>
    Gauge,

    /// <summary>How often a value fell into each bucket since the start of the process.</summary>
    Histogram,
}
