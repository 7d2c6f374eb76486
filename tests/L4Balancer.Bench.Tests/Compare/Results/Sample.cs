using L4Balancer.Bench.Compare.Memory;
using L4Balancer.Bench.Compare.Results;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Tests.Compare.Results;

/// <summary>A small comparison with figures that are easy to follow.</summary>
internal static class Sample
{
    public static readonly string[] Balancers = ["direct", "haproxy", "native"];

    public static Workload Named(string name) => WorkloadList.All.Single(w => w.Name == name);

    /// <param name="rate">Units in the one second that it took.</param>
    /// <param name="cpuSeconds">Of the balancer; the machine used twice as much.</param>
    public static Cell Cell(string workload, string balancer, int round, double rate, double? cpuSeconds) => new()
    {
        Workload = workload,
        Balancer = balancer,
        Round = round,
        Units = rate,
        Seconds = 1,
        P50 = 100 * round,
        P99 = 200 * round,
        P999 = 300 * round,
        BalancerSeconds = cpuSeconds,
        MachineSeconds = 2 * cpuSeconds ?? 1,
    };

    public static IReadOnlyList<Summary> Summaries(IReadOnlyList<Cell> cells) =>
        [.. cells.Select(c => c.Workload).Distinct().Select(name => Summary.Of(Named(name), Balancers, cells))];

    public static CompareReport Report(IReadOnlyList<Cell> cells, params IReadOnlyList<IdleCell> idle) => new()
    {
        Machine = new MachineFacts
        {
            Os = "An OS",
            Kernel = "6.1",
            Processor = "A processor",
            Cores = 2,
            DotNet = ".NET 10",
            Versions = new Dictionary<string, string> { ["haproxy"] = "2.6" },
        },
        Rounds = 3,
        CellSeconds = 2,
        IsForced = false,
        Workloads = [.. cells.Select(c => c.Workload).Distinct()],
        Balancers = Balancers,
        Missing = [],
        Cells = cells,
        Idle = idle,
    };
}
