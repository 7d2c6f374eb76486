using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>
/// Metrics of each backend. These are the most numerous: about 20 series per backend, plus one for each bucket of
/// connect times and for each close reason that has occurred; see <see cref="SignalMetrics"/> for as many more.
/// </summary>
internal static class BackendMetrics
{
    internal static readonly string[] Labels = ["pool", "backend"];

    public static IReadOnlyList<Metric> All { get; } =
    [
        Each("l4balancer.backend.up", MetricKind.Gauge, "",
            "1 if the backend is up, 0 if down; no value before the first outcome",
            b => b.Health switch { "up" => 1, "down" => 0, _ => null }),
        Each("l4balancer.backend.serving", MetricKind.Gauge, "",
            "1 while the backend gets new sessions (it is up, ready, and of the tier in use), else 0",
            b => b.IsServing ? 1 : 0),
        Each("l4balancer.backend.intent", MetricKind.Gauge, "",
            "The operator's intent: 0 ready, 1 drain, 2 maintenance",
            b => b.Intent switch { "ready" => 0, "drain" => 1, "maintenance" => 2, _ => null }),
        Each("l4balancer.backend.tier", MetricKind.Gauge, "",
            "The tier of the backend; 0 is the primary tier", b => b.Tier),
        Each("l4balancer.backend.weight.set", MetricKind.Gauge, "",
            "The configured weight, or the one set by an operator", b => b.Weight),
        Each("l4balancer.backend.weight.effective", MetricKind.Gauge, "",
            "The current weight; lower than the configured one on trial and during slow start",
            b => b.WeightInForce),
        Each("l4balancer.backend.session.active", MetricKind.UpDownCounter, "{session}",
            "Sessions on the backend, including those still connecting", b => b.Active),
        Each("l4balancer.backend.session.limit", MetricKind.UpDownCounter, "{session}",
            "The backend's max-connections; no value without a limit",
            b => b.MaxConnections > 0 ? b.MaxConnections : null),
        Each("l4balancer.backend.session.picked", MetricKind.Counter, "{session}",
            "Times the backend was picked for a session", b => b.Picks),
        Each("l4balancer.backend.session.ended", MetricKind.Counter, "{session}",
            "Ended sessions of this backend, by close reason; a reason has a value once it has occurred",
            ["pool", "backend", "reason"],
            (pool, b, to) => EndedSessions.ReadOccurred(pool, b.Address, b.Ended, to)),
        Each("l4balancer.backend.io", MetricKind.Counter, "By",
            "Bytes relayed; upload is from client to backend", ["pool", "backend", "direction"],
            (pool, b, to) =>
            {
                to.Add(b.BytesUploaded, pool, b.Address, "upload");
                to.Add(b.BytesDownloaded, pool, b.Address, "download");
            }),
        Each("l4balancer.backend.connect.failures", MetricKind.Counter, "{connect}",
            "Failed connects that count against the backend", b => b.ConnectFailures),
        Each("l4balancer.backend.connect.pending", MetricKind.UpDownCounter, "{connect}",
            "Connects in flight; no value in pools without max-pending-connects", b => b.Connecting),
        Each("l4balancer.backend.connect.duration", MetricKind.Histogram, "s",
            "Duration of successful connects", Labels, (pool, b, to) => to.Add(b.ConnectTime, pool, b.Address)),
        Each("l4balancer.backend.port.used", MetricKind.UpDownCounter, "{port}",
            "Ephemeral ports used by connections to this address, including those of other pools", b => b.PortsInUse),
        Each("l4balancer.backend.probe.outcomes", MetricKind.Counter, "{probe}",
            "Completed probes, good or bad; no value in a pool without probes", ["pool", "backend", "outcome"],
            (pool, b, to) =>
            {
                if (b.Probe is not { } probe) return;
                to.Add(probe.Good, pool, b.Address, "good");
                to.Add(probe.Bad, pool, b.Address, "bad");
            }),
        Each("l4balancer.backend.probe.duration", MetricKind.Gauge, "s",
            "Duration of the last probe", b => b.Probe?.LastDuration),
        Each("l4balancer.backend.certificate.expiry", MetricKind.Gauge, "s",
            "When the certificate of the backend expires, in seconds since 1970; only with probes over TLS",
            b => b.Probe?.CertificateExpires?.ToUnixTimeSeconds()),
    ];

    internal static Metric Each(
        string name, MetricKind kind, string unit, string help, Func<BackendSnapshot, double?> value) =>
        Each(name, kind, unit, help, Labels, (pool, backend, to) =>
        {
            if (value(backend) is { } known) to.Add(known, pool, backend.Address);
        });

    internal static Metric Each(
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
