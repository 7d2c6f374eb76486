using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// What is known of a backend besides its config. The fields are those of <see cref="BackendState"/>.
/// </summary>
public sealed record BackendMemory
{
    public required NetAddress Address { get; init; }

    /// <summary>The address of the entry that it comes from.</summary>
    public required BackendAddress Entry { get; init; }

    public required BackendHealth Health { get; init; }

    public required BackendStanding Standing { get; init; }

    public required AgentReport Agent { get; init; }

    public required BackendRole Role { get; init; }

    public required StandingMemory Memory { get; init; }

    public TimeSpan TurnedAt { get; init; }

    public string? Cause { get; init; }

    public BackendIntent Intent { get; init; }

    public DrainPlan? Drain { get; init; }

    public bool IsOnTrial { get; init; }

    public bool IsServing { get; init; }

    public TimeSpan? RampStart { get; init; }

    public BackendMeasurement? Measurement { get; init; }

    /// <summary>The results of its probes; null before the first outcome, or without probes.</summary>
    public ProbeTally? Probes { get; init; }

    /// <summary>The answers of its agent; null before the first, or without an agent.</summary>
    public ProbeTally? Answers { get; init; }

    /// <summary>When it left the answers for its host name; null if it is in use.</summary>
    public TimeSpan? LeftAt { get; init; }

    internal static BackendMemory Of(BackendState backend, PoolState pool, BalancerState state) => new()
    {
        Address = backend.Address,
        Entry = backend.Config.Address,
        Health = backend.Health,
        Standing = backend.Standing,
        Agent = backend.Agent,
        Role = backend.Role,
        Memory = backend.Memory,
        TurnedAt = backend.TurnedAt,
        Cause = backend.Cause,
        Intent = backend.Intent,
        Drain = backend.Drain,
        IsOnTrial = backend.IsOnTrial,
        IsServing = backend.IsServing,
        RampStart = backend.RampStart,
        Measurement = backend.Measurement,
        Probes = state.ProbesOf(pool, backend),
        Answers = state.AgentOf(pool, backend),
    };

    /// <summary>Null if the pool no longer has its entry.</summary>
    internal BackendState? ToState(PoolConfig pool) =>
        pool.Backends.FirstOrDefault(entry => entry.Address == Entry) is { } entry
            ? new BackendState(Address, entry)
            {
                Health = Health,
                Standing = Standing,
                Agent = Agent,
                Role = Role,
                Memory = Memory,
                TurnedAt = TurnedAt,
                Cause = Cause,
                Intent = Intent,
                Drain = Drain,
                IsOnTrial = IsOnTrial,
                IsServing = IsServing,
                RampStart = RampStart,
                Measurement = Measurement,
            }
            : null;

    internal void AddProbes(PoolConfig pool, ImmutableDictionary<ProbeTarget, ProbeTally>.Builder probes)
    {
        if (Probes is { } tally && ProbeTarget.OfHealth(pool, Address) is { } probe) probes[probe] = tally;
        if (Answers is { } answers && ProbeTarget.OfAgent(pool.Health, Address) is { } agent) probes[agent] = answers;
    }
}
