using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Upgrade.Balancers;

namespace L4Balancer.Bench.Upgrade;

/// <summary>A checked command line of <c>upgrade-drill</c>.</summary>
internal sealed record UpgradeOptions
{
    public required Toolbox Tools { get; init; }

    public IReadOnlyList<UpgradedBalancer> Balancers { get; init; } = [];

    /// <summary>Long-lived sessions that send nothing.</summary>
    public required int Idle { get; init; }

    /// <summary>Long-lived sessions that do.</summary>
    public required int Chatty { get; init; }

    /// <summary>New sessions per second.</summary>
    public required int Rate { get; init; }

    /// <summary>How long the load runs before the upgrade.</summary>
    public required TimeSpan Before { get; init; }

    /// <summary>How long it runs afterwards.</summary>
    public required TimeSpan After { get; init; }

    /// <summary>Where to write all figures; null is nowhere.</summary>
    public string? JsonFile { get; init; }
}
