using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>Metrics of the host names of each pool.</summary>
internal static class NameMetrics
{
    public static IReadOnlyList<Metric> All { get; } =
    [
        new("l4balancer.name.resolved", MetricKind.Gauge, "",
            "1 if the host name can be resolved, 0 if not; no value before the first lookup",
            ["pool", "name"],
            (snapshot, to) => ReadAll(snapshot, (pool, name) =>
            {
                var isKnown = name.FailingSince is not null || name.ResolvedAt is not null;
                if (isKnown) to.Add(name.FailingSince is null ? 1 : 0, pool.Name, name.Name);
            })),
        new("l4balancer.name.failing.duration", MetricKind.Gauge, "s",
            "How long the host name has been failing to resolve, with the reason; no value while it resolves",
            ["pool", "name", "reason"],
            (snapshot, to) => ReadAll(snapshot, (pool, name) =>
            {
                if (name.FailingSince is not { } since) return;
                to.Add((snapshot.At - since).TotalSeconds, pool.Name, name.Name, name.Trouble ?? "");
            })),
        new("l4balancer.name.backends", MetricKind.UpDownCounter, "{backend}",
            "Backends of the pool that the host name resolves to", ["pool", "name"],
            (snapshot, to) => ReadAll(snapshot, (pool, name) => to.Add(name.Backends, pool.Name, name.Name))),
    ];

    private static void ReadAll(BalancerSnapshot snapshot, Action<PoolSnapshot, NameSnapshot> read)
    {
        foreach (var pool in snapshot.Pools)
        {
            foreach (var name in pool.Names) read(pool, name);
        }
    }
}
