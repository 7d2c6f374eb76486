namespace L4Balancer.Admin.Model;

/// <summary>A host name of a pool.</summary>
public sealed record NameSnapshot
{
    public required string Name { get; init; }

    /// <summary>Backends of the pool that it stands for.</summary>
    public required int Backends { get; init; }

    /// <summary>When it was last resolved; null when it never was.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Since when it cannot be resolved; null while it can.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Why: not-found, no-data, temporary, no-answer, unusable or failed; null while it is resolved.</summary>
    public string? Trouble { get; init; }

    /// <summary>The same in a few words.</summary>
    public string? Cause { get; init; }

    /// <summary>Addresses that it resolves to and that are not used, each with the reason.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];
}

/// <summary>A backend that left the answers for its name, as it was then.</summary>
public sealed record HeldSnapshot
{
    public required string Address { get; init; }

    /// <summary>The entry of the config that it came from.</summary>
    public required string Entry { get; init; }

    /// <summary>up, down, or unknown.</summary>
    public required string Health { get; init; }

    /// <summary>ready, drain or maintenance.</summary>
    public required string Intent { get; init; }

    public required DateTimeOffset LeftAt { get; init; }

    /// <summary>From then on it would come back as a new one.</summary>
    public required DateTimeOffset ForgottenAt { get; init; }
}
