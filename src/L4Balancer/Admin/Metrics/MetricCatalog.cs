namespace L4Balancer.Admin.Metrics;

/// <summary>All metrics, in the order of their documentation page.</summary>
public static class MetricCatalog
{
    public static IReadOnlyList<Metric> All { get; } =
    [
        .. ProcessMetrics.All, .. SessionMetrics.All, .. ListenerMetrics.All, .. SourceMetrics.All, .. PoolMetrics.All,
        .. BackendMetrics.All, .. RoleMetrics.All, .. AgentMetrics.All, .. SignalMetrics.All,
        .. NameMetrics.All, .. LoopMetrics.All, .. HookMetrics.All, .. AdminMetrics.All,
    ];
}
