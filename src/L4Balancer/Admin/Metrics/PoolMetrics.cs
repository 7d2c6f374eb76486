using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>Metrics of each pool.</summary>
internal static class PoolMetrics
{
    private static readonly string[] Labels = ["pool"];

    public static IReadOnlyList<Metric> All { get; } =
    [
        Each("l4balancer.pool.session.active", MetricKind.UpDownCounter, "{session}",
            "Sessions that have a backend of the pool, or are picking one", p => p.Active),
        new("l4balancer.pool.session.ended", MetricKind.Counter, "{session}",
            "Ended sessions of this pool, by close reason; refused- reasons mean that the session got no backend",
            ["pool", "reason"],
            (snapshot, to) =>
            {
                foreach (var pool in snapshot.Pools) EndedSessions.ReadAll(pool.Name, pool.Ended, to);
            }),
        Limit("l4balancer.pool.session.limit", "The pool's max-connections; no value without a limit",
            p => p.SessionLimit),
        Each("l4balancer.pool.session.waiting", MetricKind.UpDownCounter, "{session}",
            "Sessions that wait for a place on a backend", p => p.Waiting),
        Limit("l4balancer.pool.queue.limit", "The queue's max; no value without a queue", p => p.QueueLimit),
        new("l4balancer.pool.session.wait", MetricKind.Histogram, "s",
            "How long sessions waited for a place on a backend, whether they got one or not",
            Labels,
            (snapshot, to) =>
            {
                foreach (var pool in snapshot.Pools)
                {
                    if (pool.WaitTime is { } times) to.Add(times, pool.Name);
                }
            }),
        Each("l4balancer.pool.session.retries", MetricKind.Counter, "{connect}",
            "Connects retried on another backend of the pool after a failure", p => p.Retries),
        Each("l4balancer.pool.tier.active", MetricKind.Gauge, "",
            "The tier in use: 0 is the primary tier, higher values mean a failover", p => p.ActiveTier),
        Each("l4balancer.pool.backend.eligible", MetricKind.UpDownCounter, "{backend}",
            "Backends eligible for new sessions", p => p.Eligible),
        Each("l4balancer.pool.backend.known", MetricKind.UpDownCounter, "{backend}",
            "Backends of all tiers, in any state", p => p.Backends.Count),
        Each("l4balancer.pool.panic", MetricKind.Gauge, "",
            "1 while no backend is eligible and all are used anyway, else 0", p => p.IsPanicking ? 1 : 0),
        Rebalance("l4balancer.pool.rebalance.state",
            "0 balanced, 1 sessions are being moved (or would be, with dry-run), 2 stopped; only with rebalance",
            r => r.State switch { "moving" => 1, "stopped" => 2, _ => 0 }),
        Rebalance("l4balancer.pool.rebalance.excess",
            "Sessions of overloaded backends above their fair share and the threshold; only with rebalance",
            r => r.Excess),
    ];

    /// <summary>Pools without a limit have no value.</summary>
    private static Metric Limit(string name, string help, Func<PoolSnapshot, int?> limit) =>
        new(name, MetricKind.UpDownCounter, "{session}", help, Labels, (snapshot, to) =>
        {
            foreach (var pool in snapshot.Pools)
            {
                if (limit(pool) is { } value) to.Add(value, pool.Name);
            }
        });

    /// <summary>Pools without rebalancing have no value.</summary>
    private static Metric Rebalance(string name, string help, Func<RebalanceSnapshot, double> value) =>
        new(name, MetricKind.Gauge, "", help, Labels, (snapshot, to) =>
        {
            foreach (var pool in snapshot.Pools)
            {
                if (pool.Rebalance is { } rebalance) to.Add(value(rebalance), pool.Name);
            }
        });

    private static Metric Each(
        string name, MetricKind kind, string unit, string help, Func<PoolSnapshot, double> value) =>
        new(name, kind, unit, help, Labels, (snapshot, to) =>
        {
            foreach (var pool in snapshot.Pools) to.Add(value(pool), pool.Name);
        });
}
