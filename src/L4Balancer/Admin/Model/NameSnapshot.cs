namespace L4Balancer.Admin.Model;

/// <summary>A host name of a pool.</summary>
public sealed record NameSnapshot
{
    public required string Name { get; init; }

    /// <summary>The number of backends that it resolves to.</summary>
    public required int Backends { get; init; }

    /// <summary>When it was last resolved; null if never.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Since when it has been failing to resolve; null while it resolves.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Why: not-found, no-data, temporary, no-answer, unusable or failed; null while it resolves.</summary>
    public string? Trouble { get; init; }

    /// <summary>The same in a few words.</summary>
    public string? Cause { get; init; }

    /// <summary>Resolved addresses that are not used, each with the reason.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];
}

/// <summary>A backend missing from its name's answers, in its last state.</summary>
public sealed record HeldSnapshot
{
    public required string Address { get; init; }

    /// <summary>The entry of the config that it belongs to.</summary>
    public required string Entry { get; init; }

    /// <summary>up, down, or unknown.</summary>
    public required string Health { get; init; }

    /// <summary>ready, drain or maintenance.</summary>
    public required string Intent { get; init; }

    public required DateTimeOffset LeftAt { get; init; }

    /// <summary>When its state is forgotten.</summary>
    public required DateTimeOffset ForgottenAt { get; init; }
}
