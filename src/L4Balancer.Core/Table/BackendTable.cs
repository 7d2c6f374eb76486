using System.Collections.Frozen;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Table;

/// <summary>The routing snapshot. Immutable; a session reads it once and keeps what it read.</summary>
/// <param name="Generation">Incremented with every published table.</param>
/// <param name="Listeners">By name.</param>
/// <param name="Pools">By name.</param>
public sealed record BackendTable(
    long Generation, ViewDictionary<ListenerView> Listeners, ViewDictionary<PoolView> Pools)
{
    public static BackendTable Empty { get; } = new(0, new(), new());
}

/// <summary>A listener as the table shows it.</summary>
/// <param name="Pool">The pool for every client that no route sends elsewhere.</param>
public sealed record ListenerView(ListenerConfig Config, PoolView Pool)
{
    /// <summary>Other pools, by the key that routes a client to them.</summary>
    public FrozenDictionary<string, PoolView> Routes { get; init; } = FrozenDictionary<string, PoolView>.Empty;

    /// <summary>Returns the pool that serves a client.</summary>
    /// <param name="key">The key from the client's first bytes; null if none was read, or if they contained
    /// none.</param>
    public PoolView Route(string? key) => key is not null && Routes.TryGetValue(key, out var pool) ? pool : Pool;
}
