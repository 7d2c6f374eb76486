namespace L4Balancer.Core.Health;

/// <summary>
/// One answer of an agent on a server, as HAProxy's agent-check defines it. What an answer does not name is null, and
/// stays as an earlier answer left it.
/// </summary>
public sealed record AgentAnswer
{
    /// <summary>The weight in percent of the configured one, 0 to <see cref="Limits.AgentPercentMax"/>; 0 means no new
    /// sessions.</summary>
    public int? Percent { get; init; }

    /// <summary>Whether the server works, according to its agent.</summary>
    public AgentHealth? Health { get; init; }

    /// <summary>Whether the server is to get new sessions, according to its agent.</summary>
    public AgentIntent? Intent { get; init; }

    /// <summary>The most sessions it may have from this balancer; 0 is no limit.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>The text after <c>#</c>, printable and at most <see cref="Limits.AgentCommentMax"/> long; may be
    /// empty.</summary>
    public string Comment { get; init; } = "";

    /// <summary>The first word that has no meaning, ready to be shown; null if there is none.</summary>
    public string? Unknown { get; init; }
}

/// <summary>What an agent says of the health of its server; the last three differ for the operator only.</summary>
public enum AgentHealth
{
    Up,
    Down,
    Fail,
    Stopped,
}

/// <summary>What an agent wants to be done with its server.</summary>
public enum AgentIntent
{
    Ready,
    Drain,
    Maint,
}
