using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Arguments;

/// <summary>Whether a plan measures what the guard looks at.</summary>
internal static class GuardPlan
{
    private static readonly string[] Compared = [BalancerList.Reference, BalancerList.Guarded];

    /// <exception cref="CompareException">It does not: typed so, or something is not installed.</exception>
    public static void Check(ComparePlan plan, IReadOnlyList<string> missing)
    {
        var absent = Compared.Except(plan.Balancers.Select(b => b.Name)).ToArray();
        if (absent.Length > 0 && missing.Count > 0)
            throw new CompareException($"--guard compares native with haproxy. Missing: {string.Join(", ", missing)}.");
        var unmeasured = WorkloadList.Guarded.Except(plan.Workloads.Select(w => w.Name)).Concat(absent).ToArray();
        if (unmeasured.Length == 0) return;
        var message = $"--guard needs {string.Join(", ", unmeasured)}, which the other options leave out.";
        throw new CompareException(message, BenchExitCodes.Usage);
    }
}
