using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Guarding;

/// <summary>A limit for the guarded balancer.</summary>
/// <param name="RatioMax">Its processor time per unit of work, as a ratio to that of the reference.</param>
internal sealed record GuardLine(Workload Workload, IBalancer Guarded, IBalancer Reference, double RatioMax)
{
    /// <summary>
    /// Relative to HAProxy. In redis-50, where both make the same system calls, machines differ: 0.86 to 0.98 were
    /// measured. In bulk-1-down splicing saves the copies: 0.35 to 0.80.
    /// </summary>
    private static readonly (string Workload, double RatioMax)[] BesideHaproxy =
        [("redis-50", 1.10), ("bulk-1-down", 0.95)];

    /// <summary>Relative to another build of this program.</summary>
    private const double BesideBuild = 1.10;

    public static IReadOnlyList<string> Workloads { get; } = [.. BesideHaproxy.Select(b => b.Workload)];

    /// <param name="builds">Other builds of this program, each of which is a reference too.</param>
    public static IReadOnlyList<GuardLine> All(
        IBalancer guarded, IBalancer haproxy, IReadOnlyList<IBalancer> builds) =>
    [
        .. BesideHaproxy.Select(b => new GuardLine(Named(b.Workload), guarded, haproxy, b.RatioMax)),
        .. builds.SelectMany(build => Workloads.Select(
            name => new GuardLine(Named(name), guarded, build, BesideBuild))),
    ];

    private static Workload Named(string name) => WorkloadList.All.Single(w => w.Name == name);
}
