using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Access;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// Everything the control side knows, immutable. <see cref="BalancerReducer"/> derives the next state from it, and
/// <see cref="TableBuilder"/> builds the routing snapshot from it. Times are on the control clock, which is monotonic.
/// </summary>
public sealed record BalancerState
{
    public static BalancerState Empty { get; } = new();

    /// <summary>The generation of the latest table requested; 0 before the first config.</summary>
    public long Generation { get; init; }

    /// <summary>As accepted: the content of the file.</summary>
    public BalancerConfig Config { get; init; } = new();

    /// <summary>
    /// The config with the changes that an operator made since it was read; the same object if there are none.
    /// </summary>
    public BalancerConfig EffectiveConfig => Pools.All(pool => pool.Overlay.IsEmpty)
        ? Config
        : Config with { Pools = [.. Pools.Select(pool => pool.Config)] };

    /// <summary>In the order of the config.</summary>
    public ImmutableArray<PoolState> Pools { get; init; } = [];

    /// <summary>The config's host names for which there is an answer or a failure.</summary>
    public ImmutableDictionary<string, NameState> Names { get; init; } =
        ImmutableDictionary.Create<string, NameState>(StringComparer.Ordinal);

    /// <summary>The addresses of this machine, as of the latest config.</summary>
    public ImmutableHashSet<IPAddress> OwnAddresses { get; init; } = [];

    /// <summary>The access lists of the config's listeners, by name, with the networks of their files.</summary>
    public ImmutableDictionary<string, AccessList> AccessLists { get; init; } =
        ImmutableDictionary.Create<string, AccessList>(StringComparer.Ordinal);

    /// <summary>When the requested <see cref="Tick"/> is due; null means none.</summary>
    public TimeSpan? WakeAt { get; init; }

    /// <summary>Finds the places of each address and probe target; rebuilt when backends come or go.</summary>
    internal Membership Members { get; init; } = Membership.Empty;

    /// <summary>When real traffic last brought forward the probe of a target.</summary>
    internal ImmutableDictionary<ProbeTarget, TimeSpan> HurriedAt { get; init; } =
        ImmutableDictionary<ProbeTarget, TimeSpan>.Empty;

    /// <summary>
    /// The probe results of each target. They belong to the target, not to a backend: pools that share a target share
    /// them, and an outcome that changes no backend's health touches no pool.
    /// </summary>
    internal ImmutableDictionary<ProbeTarget, ProbeTally> Probes { get; init; } =
        ImmutableDictionary<ProbeTarget, ProbeTally>.Empty;

    /// <summary>
    /// The results so far of the probes of a pool's backend; null before the first outcome, or without probes.
    /// </summary>
    public ProbeTally? ProbesOf(PoolState pool, BackendState backend) =>
        TallyOf(ProbeTarget.OfHealth(pool.Config, backend.Address));

    /// <summary>The answers so far of the agent of a backend; null before the first, or without an agent.</summary>
    public ProbeTally? AgentOf(PoolState pool, BackendState backend) =>
        TallyOf(ProbeTarget.OfAgent(pool.Config.Health, backend.Address));

    /// <summary>What was found out about the server of a pool's backend besides its health; null if nothing.</summary>
    internal ProbeFindings? FindingsOf(PoolState pool, BackendState backend) =>
        (AgentOf(pool, backend) ?? ProbesOf(pool, backend))?.Last.Findings;

    public PoolState? FindPool(string name) => Members.Pools.TryGetValue(name, out var index) ? Pools[index] : null;

    private ProbeTally? TallyOf(ProbeTarget? target) =>
        target is not null && Probes.TryGetValue(target, out var tally) ? tally : null;
}
