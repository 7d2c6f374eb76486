using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Switchover.Balancers;
using L4Balancer.Bench.Switchover.Servers;

namespace L4Balancer.Bench.Switchover;

/// <summary>A checked command line of <c>switchover-drill</c>.</summary>
internal sealed record SwitchoverOptions
{
    public required Toolbox Tools { get; init; }

    /// <summary>What the two servers are.</summary>
    public required IReadOnlyList<PairKind> Servers { get; init; }

    public required IReadOnlyList<SwitchoverBalancer> Balancers { get; init; }

    /// <summary>Clients, each with one long-lived session.</summary>
    public required int Clients { get; init; }

    /// <summary>How long the clients write before the switch-over.</summary>
    public required TimeSpan Before { get; init; }

    /// <summary>And after it, at least.</summary>
    public required TimeSpan After { get; init; }

    /// <summary>How often every cell is measured.</summary>
    public required int Rounds { get; init; }

    /// <summary>Where to write all figures; null is nowhere.</summary>
    public string? JsonFile { get; init; }
}
