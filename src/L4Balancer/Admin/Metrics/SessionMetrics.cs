using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>All sessions of the process.</summary>
internal static class SessionMetrics
{
    public static IReadOnlyList<Metric> All { get; } =
    [
        One("l4balancer.session.active", MetricKind.UpDownCounter, "{session}",
            "Running sessions", s => s.Active),
        One("l4balancer.session.limit", MetricKind.UpDownCounter, "{session}",
            "Maximum concurrent sessions, by max-connections or the file descriptor limit; no value if unknown",
            s => s.Max > 0 ? s.Max : null),
        One("l4balancer.session.accepted", MetricKind.Counter, "{session}",
            "Accepted clients, including those refused afterwards", s => s.Accepted),
        One("l4balancer.session.retries", MetricKind.Counter, "{connect}",
            "Connects retried on another backend after a failure", s => s.Retries),
        One("l4balancer.session.accept.pauses", MetricKind.Counter, "{pause}",
            "Times that accepting paused for lack of file descriptors or memory", s => s.AcceptPauses),
        One("l4balancer.session.bugs", MetricKind.Counter, "{bug}",
            "Bugs of the balancer that a session ran into; each is logged as an error", s => s.Bugs),
        new("l4balancer.session.ended", MetricKind.Counter, "{session}",
            "Ended sessions, by close reason; reasons beginning with refused- mean that the session got no backend",
            ["reason"],
            (s, to) => EndedSessions.ReadAll(s.Sessions.Ended, to)),
    ];

    private static Metric One(
        string name, MetricKind kind, string unit, string help, Func<SessionTotals, double?> value) =>
        new(name, kind, unit, help, [], (snapshot, to) =>
        {
            if (value(snapshot.Sessions) is { } known) to.Add(known);
        });
}
