using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Drill.Results;

/// <summary>A drill, as written by <c>--json</c>.</summary>
internal sealed record DrillReport
{
    public required MachineFacts Machine { get; init; }

    /// <summary>What the servers are.</summary>
    public required string Servers { get; init; }

    public required string Policy { get; init; }

    /// <summary>Of l4balancer only.</summary>
    public string? WeighBy { get; init; }

    public required int Sessions { get; init; }

    /// <summary>Sessions per second.</summary>
    public required int Rate { get; init; }

    /// <summary>Seconds from the first session to the fault.</summary>
    public required double FaultAt { get; init; }

    /// <summary>Seconds that the fault lasts.</summary>
    public required double FaultFor { get; init; }

    /// <summary>Balancers and faults that were not available, and why.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    public required IReadOnlyList<DrillCell> Cells { get; init; }
}
