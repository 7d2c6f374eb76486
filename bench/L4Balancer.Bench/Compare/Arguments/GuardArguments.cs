using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Guarding;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Arguments;

/// <summary>What <c>--guard</c> measures: always the same, so that every run means the same.</summary>
internal static class GuardArguments
{
    /// <param name="builds">Those of <c>--build</c>.</param>
    /// <param name="typed">The options on the command line that do not go with the guard.</param>
    /// <exception cref="CompareException">Something was typed wrong, or is not installed: never a guard that passes
    /// because it had nothing to compare.</exception>
    public static IReadOnlyList<GuardLine> LinesOf(
        Toolbox tools, IReadOnlyList<IBalancer> builds, IReadOnlyList<string> typed)
    {
        if (typed.Count > 0)
            throw new CompareException(
                $"--guard decides itself what to measure, and for how long: leave out {string.Join(", ", typed)}.",
                BenchExitCodes.Usage);
        var (guarded, haproxy) = (Named(BalancerList.Guarded), Named(BalancerList.Reference));
        var missing = new[] { guarded, haproxy }.Select(b => b.Missing(tools)).OfType<string>().ToArray();
        return missing.Length == 0
            ? GuardLine.All(guarded, haproxy, builds)
            : throw new CompareException($"--guard cannot compare: {string.Join("; ", missing)}.");
    }

    private static IBalancer Named(string name) => BalancerList.All.Single(b => b.Name == name);
}
