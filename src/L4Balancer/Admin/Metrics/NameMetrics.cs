using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>How the host names of each pool resolve.</summary>
internal static class NameMetrics
{
    public static IReadOnlyList<Metric> All { get; } =
    [
        new("l4balancer.name.resolved", MetricKind.Gauge, "",
            "1 while the host name can be resolved, 0 while it cannot; no value before the first lookup",
            ["pool", "name"],
            (snapshot, to) => ReadAll(snapshot, (pool, name) =>
            {
                var isKnown = name.FailingSince is not null || name.ResolvedAt is not null;
                if (isKnown) to.Add(name.FailingSince is null ? 1 : 0, pool.Name, name.Name);
            })),
        new("l4balancer.name.failing.duration", MetricKind.Gauge, "s",
            "How long the host name could not be resolved by now, with the reason; no value while it can",
            ["pool", "name", "reason"],
            (snapshot, to) => ReadAll(snapshot, (pool, name) =>
            {
                if (name.FailingSince is not { } since) return;
                to.Add((snapshot.At - since).TotalSeconds, pool.Name, name.Name, name.Trouble ?? "");
            })),
        new("l4balancer.name.backends", MetricKind.UpDownCounter, "{backend}",
            "Backends that the host name stands for in the pool", ["pool", "name"],
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
