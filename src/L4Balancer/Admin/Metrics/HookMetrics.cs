using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>Metrics of the hooks.</summary>
internal static class HookMetrics
{
    public static IReadOnlyList<Metric> All { get; } =
    [
        Of("l4balancer.hook.runs", "{run}", "Runs of the hook that have begun", hook => hook.Runs),
        Of("l4balancer.hook.failures", "{run}", "Runs of the hook that failed or timed out", hook => hook.Failures),
        Of("l4balancer.hook.dropped", "{event}", "Events that the hook missed because too many waited for it",
            hook => hook.Dropped),
    ];

    private static Metric Of(string name, string unit, string help, Func<HookSnapshot, long> value) =>
        new(name, MetricKind.Counter, unit, help, ["hook"], (snapshot, to) =>
        {
            foreach (var hook in snapshot.Hooks) to.Add(value(hook), hook.Name);
        });
}
