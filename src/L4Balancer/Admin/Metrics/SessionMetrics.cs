using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>All sessions of the process.</summary>
internal static class SessionMetrics
{
    public static IReadOnlyList<Metric> All { get; } =
    [
        One("l4balancer.session.active", MetricKind.UpDownCounter, "{session}",
            "Sessions that run", s => s.Active),
        One("l4balancer.session.limit", MetricKind.UpDownCounter, "{session}",
            "Sessions at the same time that the process has file descriptors for; no value where that is not known",
            s => s.Max > 0 ? s.Max : null),
        One("l4balancer.session.accepted", MetricKind.Counter, "{session}",
            "Clients that were accepted, those that were refused then included", s => s.Accepted),
        One("l4balancer.session.retries", MetricKind.Counter, "{connect}",
            "Connects to another backend after one had failed", s => s.Retries),
        One("l4balancer.session.accept.pauses", MetricKind.Counter, "{pause}",
            "Times that accepting paused for want of file descriptors or memory", s => s.AcceptPauses),
        new("l4balancer.session.ended", MetricKind.Counter, "{session}",
            "Sessions that ended, by close reason; those that begin with refused- got no backend", ["reason"],
            (s, to) => EndedSessions.ReadAll(s.Sessions.Ended, to)),
    ];

    private static Metric One(
        string name, MetricKind kind, string unit, string help, Func<SessionTotals, double?> value) =>
        new(name, kind, unit, help, [], (snapshot, to) =>
        {
            if (value(snapshot.Sessions) is { } known) to.Add(known);
        });
}
