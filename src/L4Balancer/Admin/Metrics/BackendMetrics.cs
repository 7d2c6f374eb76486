using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>
/// What each backend does. These are the many ones: about 20 series a backend, and one more for each bucket of connect
/// times and for each close reason that occurred.
/// </summary>
internal static class BackendMetrics
{
    private static readonly string[] Labels = ["pool", "backend"];

    public static IReadOnlyList<Metric> All { get; } =
    [
        Each("l4balancer.backend.up", MetricKind.Gauge, "",
            "1 when health says up, 0 when down; no value before the first outcome",
            b => b.Health switch { "up" => 1, "down" => 0, _ => null }),
        Each("l4balancer.backend.serving", MetricKind.Gauge, "",
            "1 while new sessions are given to it, else 0: it is up, ready, and of the tier in use",
            b => b.IsServing ? 1 : 0),
        Each("l4balancer.backend.intent", MetricKind.Gauge, "",
            "What the operator wants: 0 ready, 1 drain, 2 maintenance",
            b => b.Intent switch { "ready" => 0, "drain" => 1, "maintenance" => 2, _ => null }),
        Each("l4balancer.backend.tier", MetricKind.Gauge, "",
            "The tier it belongs to, 0 is the primary one", b => b.Tier),
        Each("l4balancer.backend.weight.set", MetricKind.Gauge, "",
            "The weight as configured, or as an operator set it", b => b.Weight),
        Each("l4balancer.backend.weight.effective", MetricKind.Gauge, "",
            "The weight that counts now; less than the configured one on trial and during slow start",
            b => b.WeightInForce),
        Each("l4balancer.backend.session.active", MetricKind.UpDownCounter, "{session}",
            "Sessions that hold the backend, those still connecting included", b => b.Active),
        Each("l4balancer.backend.session.limit", MetricKind.UpDownCounter, "{session}",
            "The backend's max-connections; no value without a limit",
            b => b.MaxConnections > 0 ? b.MaxConnections : null),
        Each("l4balancer.backend.session.picked", MetricKind.Counter, "{session}",
            "Times that the backend was picked for a session", b => b.Picks),
        Each("l4balancer.backend.session.ended", MetricKind.Counter, "{session}",
            "Sessions of this backend that ended, by close reason; a reason has a value once it occurred",
            ["pool", "backend", "reason"],
            (pool, b, to) => EndedSessions.ReadOccurred(pool, b.Address, b.Ended, to)),
        Each("l4balancer.backend.io", MetricKind.Counter, "By",
            "Bytes relayed: upload is from client to backend", ["pool", "backend", "direction"],
            (pool, b, to) =>
            {
                to.Add(b.BytesUploaded, pool, b.Address, "upload");
                to.Add(b.BytesDownloaded, pool, b.Address, "download");
            }),
        Each("l4balancer.backend.connect.failures", MetricKind.Counter, "{connect}",
            "Connects that failed through the backend's own fault", b => b.ConnectFailures),
        Each("l4balancer.backend.connect.duration", MetricKind.Histogram, "s",
            "How long connects took that succeeded", Labels, (pool, b, to) => to.Add(b.ConnectTime, pool, b.Address)),
        Each("l4balancer.backend.port.used", MetricKind.UpDownCounter, "{port}",
            "Ephemeral ports that connections to its address hold, those of other pools included", b => b.PortsInUse),
        Each("l4balancer.backend.probe.outcomes", MetricKind.Counter, "{probe}",
            "Probes that ended, good or bad; no value in a pool without probes", ["pool", "backend", "outcome"],
            (pool, b, to) =>
            {
                if (b.Probe is not { } probe) return;
                to.Add(probe.Good, pool, b.Address, "good");
                to.Add(probe.Bad, pool, b.Address, "bad");
            }),
        Each("l4balancer.backend.probe.duration", MetricKind.Gauge, "s",
            "How long the last probe took", b => b.Probe?.LastDuration),
    ];

    private static Metric Each(
        string name, MetricKind kind, string unit, string help, Func<BackendSnapshot, double?> value) =>
        Each(name, kind, unit, help, Labels, (pool, backend, to) =>
        {
            if (value(backend) is { } known) to.Add(known, pool, backend.Address);
        });

    private static Metric Each(
        string name, MetricKind kind, string unit, string help, string[] labels,
        Action<string, BackendSnapshot, IMetricSink> read) =>
        new(name, kind, unit, help, labels, (snapshot, to) =>
        {
            foreach (var pool in snapshot.Pools)
            {
                foreach (var backend in pool.Backends) read(pool.Name, backend, to);
            }
        });
}
