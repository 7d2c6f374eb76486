using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Switchover.Results;

/// <summary>A drill, as written by <c>--json</c>.</summary>
internal sealed record SwitchoverReport
{
    public required MachineFacts Machine { get; init; }

    public required int Clients { get; init; }

    public required int Rounds { get; init; }

    /// <summary>Servers and balancers that were not available, and why.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    public required IReadOnlyList<SwitchoverCell> Cells { get; init; }
}
