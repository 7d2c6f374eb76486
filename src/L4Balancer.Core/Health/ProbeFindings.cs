namespace L4Balancer.Core.Health;

/// <summary>
/// Facts about a server that a probe may find besides its health. Each is null if the kind of probe does not ask for
/// it.
/// </summary>
public sealed record ProbeFindings
{
    /// <summary>The present role of the database server.</summary>
    public ServerRole? Role { get; init; }

    /// <summary>How far a replica is behind its primary.</summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>The weight that the server requests, in percent of the configured one; 0 to 100.</summary>
    public int? WeightPercent { get; init; }

    /// <summary>The idle share of the server's processors, in percent; 0 to 100.</summary>
    public int? Cpu { get; init; }

    /// <summary>The available share of the server's memory, in percent; 0 to 100.</summary>
    public int? Memory { get; init; }

    /// <summary>When the certificate of the server expires.</summary>
    public DateTimeOffset? CertificateExpires { get; init; }

    /// <summary>The answer of an agent.</summary>
    public AgentAnswer? Agent { get; init; }
}

/// <summary>The roles of a database server.</summary>
public enum ServerRole
{
    Primary,
    Replica,
}
