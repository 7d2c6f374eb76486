using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>The table of sources, and denied clients without an answer.</summary>
internal static class SourceMetrics
{
    public static IReadOnlyList<Metric> All { get; } =
    [
        One("l4balancer.source.tracked", MetricKind.UpDownCounter, "{source}",
            "Sources of connections remembered now", s => s.Tracked),
        One("l4balancer.source.limit", MetricKind.UpDownCounter, "{source}",
            "Sources that can be remembered; no value while no listener counts any",
            s => s.Capacity > 0 ? s.Capacity : null),
        One("l4balancer.source.evicted", MetricKind.Counter, "{source}",
            "Sources that made room for others", s => s.Evicted),
        One("l4balancer.source.forgotten", MetricKind.Counter, "{source}",
            "Evicted sources that had not regained all of their burst, and so gained a part of it", s => s.Forgotten),
        One("l4balancer.source.uncounted", MetricKind.Counter, "{client}",
            "Clients to which the limits of their source did not apply, because the table was full of sources with "
            + "sessions", s => s.Uncounted),
        One("l4balancer.source.silent", MetricKind.UpDownCounter, "{client}",
            "Denied clients that are held without an answer (on-deny: silent)", s => s.Silent),
    ];

    private static Metric One(
        string name, MetricKind kind, string unit, string help, Func<SourceTotals, double?> value) =>
        new(name, kind, unit, help, [], (snapshot, to) =>
        {
            if (value(snapshot.Sources) is { } known) to.Add(known);
        });
}
