using L4Balancer.Core.Health;

namespace L4Balancer.Core.Simulation;

/// <summary>What probes have told of a server's role, kept as a log.</summary>
internal sealed class RoleModel
{
    private readonly List<(ServerRole Role, TimeSpan At, TimeSpan? Lag)> _told = [];

    /// <summary>What the pool makes of it.</summary>
    public RoleFit Place { get; set; } = RoleFit.Fits;

    public ServerRole? Told => _told.Count == 0 ? null : _told[^1].Role;

    public TimeSpan? Lag => _told.Count == 0 ? null : _told[^1].Lag;

    /// <summary>Whether the latest probe told it.</summary>
    public bool IsFresh { get; private set; }

    public TimeSpan Asked { get; private set; }

    /// <summary>When it first told the role that it tells now.</summary>
    public TimeSpan Since => _told[_told.FindLastIndex(each => each.Role != Told) + 1].At;

    /// <summary>Whether it told another role before.</summary>
    public bool HasTurned => _told.Exists(each => each.Role != Told);

    public void Doubt() => IsFresh = false;

    public void Forget()
    {
        _told.Clear();
        IsFresh = false;
    }

    /// <summary>Takes an outcome; returns the role if it is another one than before.</summary>
    public ServerRole? Hear(ProbeOutcome outcome, bool wasHealthy, TimeSpan now)
    {
        var before = Told;
        if (!outcome.IsGood) Doubt();
        else if (outcome.Findings?.Role is { } role)
        {
            _told.Add((role, now, role == ServerRole.Replica ? outcome.Findings.Lag : null));
            (IsFresh, Asked) = (true, now - outcome.Duration);
        }
        else if (!wasHealthy) Forget();
        return before is not null && Told is not null && Told != before ? Told : null;
    }
}
