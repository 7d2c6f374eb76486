using L4Balancer.Bench.Compare.Checks;
using L4Balancer.Bench.Compare.Memory;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Results;

/// <summary>The raw data of a comparison, as written by <c>--json</c>.</summary>
internal sealed record CompareReport
{
    public required MachineFacts Machine { get; init; }

    /// <summary>What all balancers do besides relaying, in words.</summary>
    public string Feature { get; init; } = "";

    public required int Rounds { get; init; }

    /// <summary>The planned duration of a cell.</summary>
    public required double CellSeconds { get; init; }

    /// <summary>Whether it was measured with <c>--force</c> on a busy machine.</summary>
    public required bool IsForced { get; init; }

    /// <summary>In the order of the report.</summary>
    public required IReadOnlyList<string> Workloads { get; init; }

    /// <summary>In the order of the report.</summary>
    public required IReadOnlyList<string> Balancers { get; init; }

    /// <summary>The balancers that were not available, and why.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    public required IReadOnlyList<Cell> Cells { get; init; }

    public required IReadOnlyList<IdleCell> Idle { get; init; }

    public IReadOnlyList<CheckedCell> Checked { get; init; } = [];
}
