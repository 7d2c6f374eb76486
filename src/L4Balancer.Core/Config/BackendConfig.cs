namespace L4Balancer.Core.Config;

/// <summary>One entry of a pool's list of backends.</summary>
public sealed record BackendConfig
{
    public required BackendAddress Address { get; init; }

    /// <summary>Share of the new sessions relative to the others of its tier, 1 to 1000.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>
    /// 0 is the primary tier; a higher tier serves when no lower one can, 0 to 15. <c>backup: true</c> is tier 1.
    /// </summary>
    public int Tier { get; init; }

    /// <summary>Sessions at the same time; 0 is no limit.</summary>
    public int MaxConnections { get; init; }
}
