using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>
/// One metric: its name, its meaning, and how it is read from a snapshot. Everything that shows metrics is
/// generated from this: the text for Prometheus, the instruments for OpenTelemetry and the table of docs/metrics.md.
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

    /// <summary>The Prometheus name, derived by OpenTelemetry's rules.</summary>
    public string PrometheusName { get; }

    public MetricKind Kind { get; }

    public string Unit { get; }

    public string Help { get; }

    public IReadOnlyList<string> Labels { get; }

    /// <summary>Passes all values to a sink, with label values in the order of <see cref="Labels"/>.
    /// </summary>
    internal Action<BalancerSnapshot, IMetricSink> Read { get; }
}

/// <summary>The kind of a metric.</summary>
public enum MetricKind
{
    /// <summary>Only grows, from 0 at the start of the process.</summary>
    Counter,

    /// <summary>A current count; sums over its labels are meaningful.</summary>
    UpDownCounter,

    /// <summary>A current value; sums are meaningless.</summary>
    Gauge,

    /// <summary>Counts per bucket since the start of the process.</summary>
    Histogram,
}
