using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>The event loops of the native engine; the portable one has none of its own, and no values here.</summary>
internal static class LoopMetrics
{
    private static readonly string[] Labels = ["loop"];

    public static IReadOnlyList<Metric> All { get; } =
    [
        Each("l4balancer.loop.session.active", MetricKind.UpDownCounter, "{session}",
            "Sessions that live on this loop", l => l.Active),
        Each("l4balancer.loop.busy", MetricKind.Counter, "s",
            "Time that the loop did not wait; its increase a second is its utilisation, 1 is saturated",
            l => l.BusySeconds),
        Each("l4balancer.loop.turns", MetricKind.Counter, "{turn}",
            "Times that the loop woke", l => l.Turns),
        Each("l4balancer.loop.events", MetricKind.Counter, "{event}",
            "Events that it woke for; divided by turns, events per wake", l => l.Events),
        Each("l4balancer.loop.turn.longest", MetricKind.Gauge, "s",
            "The longest turn since the last minute began: others waited that long", l => l.LongestTurn),
    ];

    private static Metric Each(
        string name, MetricKind kind, string unit, string help, Func<LoopSnapshot, double> value) =>
        new(name, kind, unit, help, Labels, (snapshot, to) =>
        {
            foreach (var loop in snapshot.Loops) to.Add(value(loop), loop.Index.ToString());
        });
}
