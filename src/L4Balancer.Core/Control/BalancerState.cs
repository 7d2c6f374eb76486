using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// All that the control side knows, immutable. <see cref="BalancerReducer"/> makes the next one of it, and
/// <see cref="Table.TableBuilder"/> makes the routing snapshot of it. Moments are of the control clock, which is
/// monotonic.
/// </summary>
public sealed record BalancerState
{
    public static BalancerState Empty { get; } = new();

    /// <summary>The generation of the latest table wanted; 0 before the first config.</summary>
    public long Generation { get; init; }

    public BalancerConfig Config { get; init; } = new();

    /// <summary>In the order of the config.</summary>
    public ImmutableArray<PoolState> Pools { get; init; } = [];

    /// <summary>
    /// What the host names of the config resolved to last: each address once, sorted, so that the order of an answer
    /// changes nothing.
    /// </summary>
    public ImmutableDictionary<string, ImmutableArray<IPAddress>> Names { get; init; } =
        ImmutableDictionary.Create<string, ImmutableArray<IPAddress>>(StringComparer.Ordinal);

    /// <summary>The moment of the <see cref="Tick"/> that was asked for; null is none.</summary>
    public TimeSpan? WakeAt { get; init; }

    /// <summary>Where each address and each probe target is found; made anew when backends come or go.</summary>
    internal Membership Members { get; init; } = Membership.Empty;

    /// <summary>When real traffic last hurried the probe of a target.</summary>
    internal ImmutableDictionary<ProbeTarget, TimeSpan> HurriedAt { get; init; } =
        ImmutableDictionary<ProbeTarget, TimeSpan>.Empty;

    public PoolState? FindPool(string name) => Members.Pools.TryGetValue(name, out var index) ? Pools[index] : null;
}
