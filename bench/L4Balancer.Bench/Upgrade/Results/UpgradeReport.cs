using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Upgrade.Results;

/// <summary>A drill, as written by <c>--json</c>.</summary>
internal sealed record UpgradeReport
{
    public required MachineFacts Machine { get; init; }

    public required int Idle { get; init; }

    public required int Chatty { get; init; }

    /// <summary>New sessions per second.</summary>
    public required int Rate { get; init; }

    /// <summary>Seconds from the upgrade to the end.</summary>
    public required double After { get; init; }

    /// <summary>Balancers that were not available, and why.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    public required IReadOnlyList<UpgradeCell> Cells { get; init; }
}
