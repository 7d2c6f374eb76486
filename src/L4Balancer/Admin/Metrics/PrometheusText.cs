using System.Buffers;
using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>The text format of Prometheus, version 0.0.4.</summary>
public static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes every metric of the catalog that has a value.</summary>
    public static void Write(BalancerSnapshot snapshot, IBufferWriter<byte> output)
    {
        var sink = new PrometheusSink(output);
        foreach (var metric in MetricCatalog.All) Write(metric, snapshot, sink);
    }

    /// <summary>Writes one metric; a metric without values is omitted.</summary>
    internal static void Write(Metric metric, BalancerSnapshot snapshot, PrometheusSink sink)
    {
        sink.Begin(metric);
        metric.Read(snapshot, sink);
    }
}
