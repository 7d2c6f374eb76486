using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>Metrics of the roles of database servers; a backend whose probes tell no role has none of them.</summary>
internal static class RoleMetrics
{
    private static readonly string[] Labels = ["pool", "backend"];

    public static IReadOnlyList<Metric> All { get; } =
    [
        Each("l4balancer.backend.role", "",
            "1 for a primary, 0 for a replica, as last told by a probe; no value before the first",
            role => role.Name switch { "primary" => 1, "replica" => 0, _ => null }),
        Each("l4balancer.backend.replication.lag", "s",
            "How far a replica is behind its primary; no value for a primary, or if it is unknown", role => role.Lag),
        new("l4balancer.pool.split_brain", MetricKind.Gauge, "",
            "1 while several backends of a pool with role primary say that they are, else 0; no value in other pools",
            ["pool"],
            (snapshot, to) =>
            {
                foreach (var pool in snapshot.Pools.Where(pool => pool.Role == "primary"))
                    to.Add(pool.SplitSince is null ? 0 : 1, pool.Name);
            }),
    ];

    private static Metric Each(string name, string unit, string help, Func<RoleSnapshot, double?> value) =>
        new(name, MetricKind.Gauge, unit, help, Labels, (snapshot, to) =>
        {
            foreach (var pool in snapshot.Pools)
            {
                foreach (var backend in pool.Backends)
                {
                    if (backend.Role is { } role && value(role) is { } known) to.Add(known, pool.Name, backend.Address);
                }
            }
        });
}
