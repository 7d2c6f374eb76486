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
    /// <summary>Other pools, by what the client's TLS asks for; null if there are no routes.</summary>
    public ListenerRoutes? Routes { get; init; }

    /// <summary>What is asked of each client before it gets a place; null if nothing is.</summary>
    public ArrivalRules? Arrival { get; init; }

    /// <summary>Returns the pool that serves a client.</summary>
    /// <param name="key">The pool of its route; null if it has none.</param>
    public PoolView Route(string? key) =>
        key is not null && Routes is { } routes && routes.Pools.TryGetValue(key, out var pool) ? pool : Pool;
}
