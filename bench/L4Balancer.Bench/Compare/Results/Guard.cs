using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Results;

/// <summary>The line that the native engine must not cross: the processor time of HAProxy per unit of work.</summary>
internal static class Guard
{
    public const double RatioMax = 1.0;

    /// <summary>What is above the line, or was not measured; empty when all is well.</summary>
    public static IReadOnlyList<GuardViolation> Violations(IReadOnlyList<Summary> summaries) =>
        [.. WorkloadList.Guarded.Select(name => Violation(name, summaries)).OfType<GuardViolation>()];

    /// <summary>Those of the second measuring that the first one had too, workload by workload.</summary>
    public static IReadOnlyList<GuardViolation> Confirmed(
        IReadOnlyList<GuardViolation> first, IReadOnlyList<GuardViolation> second) =>
        [.. second.Where(s => first.Any(f => f.Workload == s.Workload))];

    private static GuardViolation? Violation(string workload, IReadOnlyList<Summary> summaries)
    {
        var ratio = summaries.FirstOrDefault(s => s.Workload.Name == workload)?.RowOf(BalancerList.Guarded)?.CostRatio;
        if (ratio <= RatioMax) return null;
        var text = ratio is null
            ? $"{workload}: the processor time of {BalancerList.Guarded} could not be compared"
            : $"{workload}: {BalancerList.Guarded} takes {ratio:0.00} times the processor time of "
                + $"{BalancerList.Reference}, {RatioMax:0.00} is allowed";
        return new GuardViolation(workload, text);
    }
}

/// <summary>A workload that is above the line.</summary>
internal sealed record GuardViolation(string Workload, string Text);
