using L4Balancer.Bench.Compare.Checks;
using L4Balancer.Bench.Compare.Memory;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Results;

/// <summary>A comparison, raw: <c>--json</c> writes it as it is.</summary>
internal sealed record CompareReport
{
    public required MachineFacts Machine { get; init; }

    public required int Rounds { get; init; }

    /// <summary>Of a cell's load, as planned.</summary>
    public required double CellSeconds { get; init; }

    /// <summary>Measured with <c>--force</c> while others used the machine.</summary>
    public required bool IsForced { get; init; }

    /// <summary>In the order of the report.</summary>
    public required IReadOnlyList<string> Workloads { get; init; }

    /// <summary>In the order of the report.</summary>
    public required IReadOnlyList<string> Balancers { get; init; }

    /// <summary>What could not take part, and why.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    public required IReadOnlyList<Cell> Cells { get; init; }

    public required IReadOnlyList<IdleCell> Idle { get; init; }

    public IReadOnlyList<CheckedCell> Checked { get; init; } = [];
}
