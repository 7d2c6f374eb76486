using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Drill.Balancers;
using L4Balancer.Bench.Drill.Servers;

namespace L4Balancer.Bench.Drill;

/// <summary>A checked command line of <c>failover-drill</c>.</summary>
internal sealed record DrillOptions
{
    public required Toolbox Tools { get; init; }

    /// <summary>What the three servers are.</summary>
    public required ServerKind Servers { get; init; }

    public IReadOnlyList<DrillBalancer> Balancers { get; init; } = [];

    /// <summary>The faults, by name.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>A policy of l4balancer.</summary>
    public required string Policy { get; init; }

    /// <summary>The key <c>weigh-by</c> of l4balancer; null leaves it out.</summary>
    public string? WeighBy { get; init; }

    public required int Sessions { get; init; }

    /// <summary>Sessions per second.</summary>
    public required int Rate { get; init; }

    /// <summary>When the fault begins, from the first session.</summary>
    public required TimeSpan FaultAt { get; init; }

    /// <summary>How long it lasts.</summary>
    public required TimeSpan FaultFor { get; init; }

    /// <summary>Whether the program runs in a network namespace of its own.</summary>
    public bool HasOwnNetwork { get; init; }

    /// <summary>Where to write all figures; null is nowhere.</summary>
    public string? JsonFile { get; init; }
}
