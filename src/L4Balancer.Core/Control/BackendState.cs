using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// A backend of a pool as the control side knows it. Health (what probes say), the role of its server, standing (what
/// real traffic says), the report of its agent and the operator's intent are fields of their own: none ever changes
/// another.
/// </summary>
/// <param name="Address">Identifies it within the pool.</param>
/// <param name="Config">The entry that it comes from; several backends share an entry that names a host.</param>
public sealed record BackendState(NetAddress Address, BackendConfig Config)
{
    public BackendHealth Health { get; init; } = BackendHealth.New;

    public BackendStanding Standing { get; init; } = BackendStanding.Good;

    /// <summary>What the agent of its server reports.</summary>
    public AgentReport Agent { get; init; } = AgentReport.None;

    /// <summary>The role of its server, and whether its pool has a use for it.</summary>
    public BackendRole Role { get; init; } = BackendRole.Unknown;

    /// <summary>What is remembered of its earlier standings.</summary>
    public StandingMemory Memory { get; init; } = StandingMemory.None;

    /// <summary>
    /// Suspected, while others serve that are not: it gets a trickle of sessions beside the policy.
    /// </summary>
    public bool IsSidelined => Weight.IsSidelined;

    /// <summary>When its health last changed to the present state: unknown, up or down.</summary>
    public TimeSpan TurnedAt { get; init; }

    /// <summary>Why it is down; null when it is up.</summary>
    public string? Cause { get; init; }

    public BackendIntent Intent { get; init; } = BackendIntent.Ready;

    /// <summary>How its running sessions are ended; null lets them run.</summary>
    public DrainPlan? Drain { get; init; }

    /// <summary>
    /// It joined a pool that was already serving, and no outcome has arrived yet. Until one does it gets a trickle of
    /// sessions, as long as others of its tier serve: a machine that hangs must not get its whole share on trust.
    /// </summary>
    public bool IsOnTrial { get; init; }

    /// <summary>Eligible, and its tier is in use. Slow start begins when this changes from false to true.</summary>
    public bool IsServing { get; init; }

    /// <summary>When the ramp of slow start began; null when there is none or it has ended.</summary>
    public TimeSpan? RampStart { get; init; }

    /// <summary>The parts of its weight, and the weight in force.</summary>
    public WeightParts Weight { get; init; } = new(Config.Weight);

    /// <summary>What its weight follows; null unless it serves in a pool with <c>weigh-by</c>.</summary>
    public BackendMeasurement? Measurement { get; init; }

    /// <summary>Neither probes nor real traffic count against it.</summary>
    public bool IsUp => Health.IsUp && !Standing.IsEjected;

    /// <summary>
    /// It may get new sessions, says the operator and its agent. Weight 0 says no, whether in the file or set at run
    /// time.
    /// </summary>
    public bool IsWanted => Intent == BackendIntent.Ready && !Agent.IsDrained && Config.Weight != 0;

    /// <summary>Up, wanted, and in the role that the pool asks for.</summary>
    public bool IsEligible => IsUp && !Agent.IsDown && IsWanted && Role.Fits;

    /// <summary>The most sessions it may have: the smaller one of the config and the agent; 0 is no limit.</summary>
    public int MaxConnections => (Config.MaxConnections, Agent.MaxConnections) switch
    {
        (0, var reported) => reported,
        (var configured, 0) => configured,
        var (configured, reported) => Math.Min(configured, reported),
    };

    /// <summary>It was away for a while: what it said of its role may be outdated.</summary>
    internal BackendState Returned() => this with { Role = Role.Doubted() };

    /// <summary>
    /// The same backend under an entry and a health config that may have changed. Its intent, its ramp and everything
    /// known about it stay; but without probes nothing counts outcomes, so a backend that is down needs a moment at
    /// which it returns, and with probes it is up to them to bring it back.
    /// </summary>
    /// <param name="changed">The weight that an operator set at run time; null means as configured.</param>
    internal BackendState Under(BackendConfig config, WeightOverlay? changed, PoolConfig pool, TimeSpan now)
    {
        var parts = Weight with { Configured = changed?.Configured ?? config.Weight, Changed = changed?.Weight };
        var isKept = Standings.IsKept(Standing, pool);
        var standing = isKept ? Standing : BackendStanding.Good;
        var same = this with
        {
            Config = config,
            Weight = parts,
            Agent = pool.Health.Agent is null ? AgentReport.None : Agent,
            Standing = standing,
            Cause = isKept || !Health.IsUp ? Cause : null,
        };
        if (pool.Health.Type != ProbeKind.None) return same;

        // Nobody tells a role any more.
        same = same with { Role = BackendRole.Unknown with { Fit = Role.Fit } };
        if (Health == BackendHealth.New) return same with { IsOnTrial = false };
        return same with
        {
            IsOnTrial = false,
            Health = BackendHealth.New,
            TurnedAt = Health.IsUp ? now : TurnedAt,
            Standing = Health.IsUp
                ? standing
                : standing.Eject(StandingCause.ConnectFailures, Cause ?? "", now, now + pool.Health.Eject),
        };
    }
}
