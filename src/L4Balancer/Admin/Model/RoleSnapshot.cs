namespace L4Balancer.Admin.Model;

/// <summary>The role of a backend's server, as its probes tell it.</summary>
public sealed record RoleSnapshot
{
    /// <summary>primary or replica; unknown before a probe told it.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the latest probe told it; otherwise it is the last known one.</summary>
    public required bool IsConfirmed { get; init; }

    /// <summary>
    /// What the pool makes of it: fits; unknown; other, it has the other role; lagging, it is further behind than
    /// max-lag; pending, it says that it is the primary, and the one in use is being asked again; contested, it is one
    /// of several primaries; replaced, it was the primary, and another has taken over.
    /// </summary>
    public required string Fit { get; init; }

    /// <summary>How far a replica is behind its primary, in seconds; null if unknown.</summary>
    public double? Lag { get; init; }

    /// <summary>When the server was first found in this role.</summary>
    public DateTimeOffset? Since { get; init; }
}
