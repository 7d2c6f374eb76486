using System.Collections.Frozen;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Table;

/// <summary>The routing snapshot. Immutable; a session reads it once and keeps what it read.</summary>
/// <param name="Generation">Grows by one with every published table.</param>
/// <param name="Listeners">By name.</param>
/// <param name="Pools">By name.</param>
public sealed record BackendTable(
    long Generation, ViewDictionary<ListenerView> Listeners, ViewDictionary<PoolView> Pools)
{
    public static BackendTable Empty { get; } = new(0, new(), new());
}

/// <summary>A listener as the table shows it.</summary>
/// <param name="Pool">The pool of every client that no route sends elsewhere.</param>
public sealed record ListenerView(ListenerConfig Config, PoolView Pool)
{
    /// <summary>Other pools, by the key that sends a client there.</summary>
    public FrozenDictionary<string, PoolView> Routes { get; init; } = FrozenDictionary<string, PoolView>.Empty;

    /// <summary>The pool that serves a client.</summary>
    /// <param name="key">What its first bytes asked for; null when none were wanted, or when they asked for nothing.
    /// </param>
    public PoolView Route(string? key) => key is not null && Routes.TryGetValue(key, out var pool) ? pool : Pool;
}
