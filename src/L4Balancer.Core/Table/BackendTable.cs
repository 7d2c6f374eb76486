using System.Collections.Frozen;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Table;

/// <summary>The routing snapshot. Immutable; a session reads it once and keeps what it read.</summary>
/// <param name="Generation">Grows by one with every published table.</param>
/// <param name="Listeners">By name.</param>
/// <param name="Pools">By name.</param>
public sealed record BackendTable(
    long Generation, FrozenDictionary<string, ListenerView> Listeners, FrozenDictionary<string, PoolView> Pools)
{
    public static BackendTable Empty { get; } =
        new(0, FrozenDictionary<string, ListenerView>.Empty, FrozenDictionary<string, PoolView>.Empty);
}

/// <summary>A listener as the table shows it.</summary>
public sealed record ListenerView(ListenerConfig Config, PoolView Pool);
