using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>Metrics of each listener, including refused clients, so errors are counted here.</summary>
internal static class ListenerMetrics
{
    private static readonly string[] Labels = ["listener"];

    public static IReadOnlyList<Metric> All { get; } =
    [
        Each("l4balancer.listener.session.active", MetricKind.UpDownCounter,
            "Running sessions of this listener", l => l.Active),
        Each("l4balancer.listener.session.limit", MetricKind.UpDownCounter,
            "The listener's max-connections; no value without a limit",
            l => l.MaxConnections > 0 ? l.MaxConnections : null),
        Each("l4balancer.listener.session.accepted", MetricKind.Counter,
            "Clients accepted by this listener, including those refused afterwards", l => l.Accepted),
        new("l4balancer.listener.session.ended", MetricKind.Counter, "{session}",
            "Ended sessions of this listener, by close reason; refused- reasons mean that the session got no backend",
            ["listener", "reason"],
            (snapshot, to) =>
            {
                foreach (var listener in snapshot.Listeners) EndedSessions.ReadAll(listener.Name, listener.Ended, to);
            }),
        new("l4balancer.listener.io", MetricKind.Counter, "By",
            "Bytes relayed for this listener's clients; upload is from client to backend", ["listener", "direction"],
            (snapshot, to) =>
            {
                foreach (var listener in snapshot.Listeners)
                {
                    to.Add(listener.BytesUploaded, listener.Name, "upload");
                    to.Add(listener.BytesDownloaded, listener.Name, "download");
                }
            }),
    ];

    private static Metric Each(string name, MetricKind kind, string help, Func<ListenerSnapshot, double?> value) =>
        new(name, kind, "{session}", help, Labels, (snapshot, to) =>
        {
            foreach (var listener in snapshot.Listeners)
            {
                if (value(listener) is { } known) to.Add(known, listener.Name);
            }
        });
}
