using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>Metrics of the native engine's event loops; the portable engine has no loops and no values here.</summary>
internal static class LoopMetrics
{
    private static readonly string[] Labels = ["loop"];

    public static IReadOnlyList<Metric> All { get; } =
    [
        Each("l4balancer.loop.session.active", MetricKind.UpDownCounter, "{session}",
            "Sessions on this loop", l => l.Active),
        Each("l4balancer.loop.busy", MetricKind.Counter, "s",
            "Time that the loop was busy; its rate is the utilisation, where 1 is saturated",
            l => l.BusySeconds),
        Each("l4balancer.loop.turns", MetricKind.Counter, "{turn}",
            "Times the loop woke up", l => l.Turns),
        Each("l4balancer.loop.events", MetricKind.Counter, "{event}",
            "Events handled; divided by turns, events per wake-up", l => l.Events),
        Each("l4balancer.loop.turn.longest", MetricKind.Gauge, "s",
            "Longest turn since the start of the current minute: other sessions waited that long", l => l.LongestTurn),
    ];

    private static Metric Each(
        string name, MetricKind kind, string unit, string help, Func<LoopSnapshot, double> value) =>
        new(name, kind, unit, help, Labels, (snapshot, to) =>
        {
            foreach (var loop in snapshot.Loops) to.Add(value(loop), loop.Index.ToString());
        });
}
