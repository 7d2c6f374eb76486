namespace L4Balancer.Core.Health;

/// <summary>
/// What a probe may find out about a server besides whether it is well. Each is null when the kind of probe does not
/// ask for it.
/// </summary>
public sealed record ProbeFindings
{
    /// <summary>What the database server is now.</summary>
    public ServerRole? Role { get; init; }

    /// <summary>How far a replica is behind its primary.</summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>The weight that the server wishes for, in percent of the configured one; 0 to 100.</summary>
    public int? WeightPercent { get; init; }
}

/// <summary>What a database server is.</summary>
public enum ServerRole
{
    Primary,
    Replica,
}
