namespace L4Balancer.Core.Health;

/// <summary>
/// What is known of the role of a backend's server, and what its pool makes of it. A role counts from the first probe
/// that tells it: <c>rise</c> and <c>fall</c> are about health.
/// </summary>
public sealed record BackendRole
{
    public static BackendRole Unknown { get; } = new();

    /// <summary>As a probe last told it; null before the first that did.</summary>
    public ServerRole? Last { get; init; }

    /// <summary>Whether the latest probe told it. A server that does not answer may have lost its role.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>When the server was first found in this role.</summary>
    public TimeSpan Since { get; init; }

    /// <summary>
    /// Whether it was found in the other role before, so that <see cref="Since"/> is when it changed.
    /// </summary>
    public bool HasTurned { get; init; }

    /// <summary>When the probe began that last told it.</summary>
    public TimeSpan AskedAt { get; init; }

    /// <summary>How far a replica was behind, as last told; null is unknown.</summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>Whether its pool uses a server like this. Determined whenever the pool is settled.</summary>
    public RoleFit Fit { get; init; } = RoleFit.Fits;

    public bool Fits => Fit == RoleFit.Fits;

    public bool IsPrimary => Last == ServerRole.Primary;

    /// <param name="wasUp">Its health before the outcome. A backend that was down, and comes back without a word about
    /// its role, is not trusted to have the old one.</param>
    public BackendRole After(ProbeOutcome outcome, bool wasUp, TimeSpan now)
    {
        if (!outcome.IsGood) return Doubted();
        if (outcome.Findings?.Role is { } role)
        {
            var isSame = role == Last;
            return this with
            {
                Last = role,
                IsConfirmed = true,
                Since = isSame ? Since : now,
                AskedAt = now - outcome.Duration,
                HasTurned = isSame ? HasTurned : Last is not null,
                Lag = role == ServerRole.Replica ? outcome.Findings.Lag : null,
            };
        }

        return wasUp || Last is null ? this : Unknown with { Fit = Fit };
    }

    /// <summary>The latest probe told nothing.</summary>
    public BackendRole Doubted() => IsConfirmed ? this with { IsConfirmed = false } : this;

    /// <summary>Whether a replica is further behind than this, or nobody knows how far.</summary>
    public bool IsBehind(TimeSpan? most) => most is { } limit && !(Lag <= limit);
}

/// <summary>What a pool makes of the role of a backend.</summary>
public enum RoleFit
{
    /// <summary>It has the role, or the pool asks for none.</summary>
    Fits,

    /// <summary>No probe has told a role.</summary>
    Unknown,

    /// <summary>It has the other role.</summary>
    Other,

    /// <summary>A replica that is too far behind its primary.</summary>
    Lagging,

    /// <summary>It says that it is the primary; it is not used before the one in use has been asked again.</summary>
    Pending,

    /// <summary>One of several primaries, and not the one that is used.</summary>
    Contested,

    /// <summary>It was the primary, no longer says so, and another has taken over.</summary>
    Replaced,
}
