using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Features;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Running;

/// <summary>The measurements: workloads, balancers, rounds and duration.</summary>
internal sealed record ComparePlan(
    IReadOnlyList<Workload> Workloads, IReadOnlyList<IBalancer> Balancers, int Rounds, TimeSpan Duration)
{
    /// <summary>What all balancers do besides relaying.</summary>
    public Feature Feature { get; init; } = Feature.None;

    public static readonly ComparePlan Nothing = new([], [], 0, TimeSpan.Zero);

    /// <summary>The maximum time of a run with default durations, if no cell must be repeated.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromMinutes(18);

    /// <summary>The overhead of a cell: programs start, connect and report.</summary>
    private static readonly TimeSpan CellOverhead = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.3);
    private static readonly TimeSpan IdleCell = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan DurationMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DurationMin = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The duration of a cell within the budget, in whole seconds, because two of the generators accept nothing else.
    /// </summary>
    public static TimeSpan DurationFor(IReadOnlyList<Workload> workloads, int balancers, int rounds)
    {
        var pairs = workloads.Count(w => w.HasRate) * balancers;
        var idle = workloads.Count(w => w.IsIdle) * balancers * IdleCell;
        var cells = Math.Max(1, pairs * rounds);
        var perCell = (Budget - idle - pairs * WarmUp) / cells - CellOverhead;
        var whole = TimeSpan.FromSeconds(Math.Floor(perCell.TotalSeconds));
        return whole < DurationMin ? DurationMin : whole > DurationMax ? DurationMax : whole;
    }
}
