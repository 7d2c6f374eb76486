using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// All that the control side knows, immutable. <see cref="BalancerReducer"/> makes the next one of it, and
/// <see cref="TableBuilder"/> makes the routing snapshot of it. Moments are of the control clock, which is
/// monotonic.
/// </summary>
public sealed record BalancerState
{
    public static BalancerState Empty { get; } = new();

    /// <summary>The generation of the latest table wanted; 0 before the first config.</summary>
    public long Generation { get; init; }

    /// <summary>As it was accepted: what the file says.</summary>
    public BalancerConfig Config { get; init; } = new();

    /// <summary>
    /// The config with what an operator changed since it was read; the same object while nothing is changed.
    /// </summary>
    public BalancerConfig EffectiveConfig => Pools.All(pool => pool.Overlay.IsEmpty)
        ? Config
        : Config with { Pools = [.. Pools.Select(pool => pool.Config)] };

    /// <summary>In the order of the config.</summary>
    public ImmutableArray<PoolState> Pools { get; init; } = [];

    /// <summary>The host names of the config of which anything is known: an answer, or a failure.</summary>
    public ImmutableDictionary<string, NameState> Names { get; init; } =
        ImmutableDictionary.Create<string, NameState>(StringComparer.Ordinal);

    /// <summary>The addresses of this machine, as of the latest config.</summary>
    public ImmutableHashSet<IPAddress> OwnAddresses { get; init; } = [];

    /// <summary>The moment of the <see cref="Tick"/> that was asked for; null is none.</summary>
    public TimeSpan? WakeAt { get; init; }

    /// <summary>Where each address and each probe target is found; made anew when backends come or go.</summary>
    internal Membership Members { get; init; } = Membership.Empty;

    /// <summary>When real traffic last hurried the probe of a target.</summary>
    internal ImmutableDictionary<ProbeTarget, TimeSpan> HurriedAt { get; init; } =
        ImmutableDictionary<ProbeTarget, TimeSpan>.Empty;

    /// <summary>
    /// What the probes of each target gave. A fact about the target, not about a backend: pools that share a target
    /// share it, and an outcome that turns nobody touches no pool.
    /// </summary>
    internal ImmutableDictionary<ProbeTarget, ProbeTally> Probes { get; init; } =
        ImmutableDictionary<ProbeTarget, ProbeTally>.Empty;

    /// <summary>
    /// What the probes of a backend of the pool gave so far; null before the first outcome, or without probes.
    /// </summary>
    public ProbeTally? ProbesOf(PoolState pool, BackendState backend) =>
        Probes.TryGetValue(new ProbeTarget(backend.Address, ProbeSpec.Of(pool.Config.Health)), out var tally)
            ? tally
            : null;

    public PoolState? FindPool(string name) => Members.Pools.TryGetValue(name, out var index) ? Pools[index] : null;
}
