using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Guarding;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Arguments;

/// <summary>The measurements of <c>--guard</c>: always the same, so that runs are comparable.</summary>
internal static class GuardArguments
{
    /// <param name="builds">Those of <c>--build</c>.</param>
    /// <param name="typed">The options on the command line that conflict with the guard.</param>
    /// <exception cref="CompareException">An option is invalid, or a program is not installed: the guard never passes
    /// because it had nothing to compare.</exception>
    public static IReadOnlyList<GuardLine> LinesOf(
        Toolbox tools, IReadOnlyList<IBalancer> builds, IReadOnlyList<string> typed)
    {
        if (typed.Count > 0)
            throw new CompareException(
                $"--guard decides what to measure, and for how long: omit {string.Join(", ", typed)}.",
                BenchExitCodes.Usage);
        var (guarded, haproxy) = (Named(BalancerList.Guarded), Named(BalancerList.Reference));
        var missing = new[] { guarded, haproxy }.Select(b => b.Missing(tools)).OfType<string>().ToArray();
        return missing.Length == 0
            ? GuardLine.All(guarded, haproxy, builds)
            : throw new CompareException($"--guard cannot compare: {string.Join("; ", missing)}.");
    }

    private static IBalancer Named(string name) => BalancerList.All.Single(b => b.Name == name);
}
