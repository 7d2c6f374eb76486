namespace L4Balancer.Admin.Metrics;

/// <summary>All metrics there are, in the order of the page about them.</summary>
public static class MetricCatalog
{
    public static IReadOnlyList<Metric> All { get; } =
    [
        .. ProcessMetrics.All, .. SessionMetrics.All, .. ListenerMetrics.All, .. PoolMetrics.All,
        .. BackendMetrics.All, .. NameMetrics.All, .. LoopMetrics.All, .. AdminMetrics.All,
    ];
}
