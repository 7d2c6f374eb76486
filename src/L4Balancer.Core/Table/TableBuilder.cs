using System.Collections.Frozen;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Table;

/// <summary>
/// Makes the routing snapshot of a state. Pools that look as they did in the previous table keep their view and its
/// policy.
/// </summary>
public static class TableBuilder
{
    /// <param name="previous">The table in force, built by this from an earlier state of the same history with the same
    /// counters.</param>
    public static BackendTable Build(BalancerState state, CounterStore counters, BackendTable previous)
    {
        var pools = new Dictionary<string, PoolView>(state.Pools.Length, StringComparer.Ordinal);
        foreach (var pool in state.Pools)
        {
            previous.Pools.TryGetValue(pool.Config.Name, out var before);
            var isKept = before is not null && pool.ChangedIn <= previous.Generation;
            pools.Add(pool.Config.Name, isKept ? before! : View(pool, counters, before));
        }

        var listeners = state.Config.Listeners.ToFrozenDictionary(
            listener => listener.Name,
            listener => new ListenerView(listener, pools[listener.Pool]),
            StringComparer.Ordinal);
        counters.Prune(state);
        return new BackendTable(state.Generation, listeners, pools.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private static PoolView View(PoolState pool, CounterStore counters, PoolView? before)
    {
        var views = new List<BackendView>(pool.Backends.Length);
        var isEligible = new List<bool>(pool.Backends.Length);
        var all = new Dictionary<NetAddress, BackendCounters>(pool.Backends.Length);
        foreach (var backend in pool.Backends)
        {
            // Backends of other tiers are not shown, but their counters live on like all others.
            var shared = counters.Of(pool.Config.Name, backend.Address);
            all.Add(backend.Address, shared);
            if (!pool.IsShown(backend)) continue;
            views.Add(View(backend, shared));
            isEligible.Add(pool.IsUsed(backend));
        }

        var set = new BackendSet([.. views], [.. isEligible]);
        var poolCounters = counters.Of(pool.Config.Name);
        var policy = PolicyFactory.Create(pool.Config, set, poolCounters, before?.Policy);
        return new PoolView(pool.Config, pool.ActiveTier, set, policy, poolCounters, all.ToFrozenDictionary());
    }

    private static BackendView View(BackendState backend, BackendCounters counters)
    {
        var limit = backend.Config.MaxConnections == 0 ? int.MaxValue : backend.Config.MaxConnections;
        return new BackendView(
            backend.Address, backend.Config.Tier, backend.Weight, backend.FullWeight, limit, counters);
    }
}
