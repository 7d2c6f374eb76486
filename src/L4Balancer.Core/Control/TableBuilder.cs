using System.Collections.Frozen;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Control;

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
        var all = AllCounters(pool, counters, before);
        var views = new List<BackendView>(pool.Backends.Length);
        var isEligible = new List<bool>(pool.Backends.Length);
        foreach (var backend in pool.Backends)
        {
            // Backends of other tiers are not shown, but their counters live on like all others.
            if (!pool.IsShown(backend)) continue;
            var known = before is not null && views.Count < before.Set.All.Length ? before.Set.All[views.Count] : null;
            views.Add(View(backend, all[backend.Address], known));
            isEligible.Add(pool.IsUsed(backend));
        }

        var set = new BackendSet([.. views], [.. isEligible]);
        var poolCounters = counters.Of(pool.Config.Name);
        var policy = PolicyFactory.Create(pool.Config, set, poolCounters, before?.Policy);
        return new PoolView(pool.Config, pool.ActiveTier, set, policy, poolCounters, all);
    }

    /// <summary>The dictionary is the most expensive part of a view: it is kept while the pool has the same backends.
    /// </summary>
    private static FrozenDictionary<NetAddress, BackendCounters> AllCounters(
        PoolState pool, CounterStore counters, PoolView? before)
    {
        var isSame = before is not null && before.AllCounters.Count == pool.Backends.Length;
        for (var i = 0; isSame && i < pool.Backends.Length; i++)
        {
            isSame = before!.AllCounters.ContainsKey(pool.Backends[i].Address);
        }

        return isSame
            ? before!.AllCounters
            : pool.Backends.ToFrozenDictionary(b => b.Address, b => counters.Of(pool.Config.Name, b.Address));
    }

    /// <param name="known">The view at this place before: kept if it shows the same, as nearly all do when one backend
    /// of thousands turns.</param>
    private static BackendView View(BackendState backend, BackendCounters counters, BackendView? known)
    {
        var (entry, weight, full) = (backend.Config, backend.Weight, backend.FullWeight);
        var limit = entry.MaxConnections == 0 ? int.MaxValue : entry.MaxConnections;
        var isKept = known is not null && ReferenceEquals(known.Counters, counters)
            && known.IsOnTrial == backend.IsOnTrial
            && (known.Tier, known.Weight, known.FullWeight, known.MaxConnections) == (entry.Tier, weight, full, limit);
        return isKept
            ? known!
            : new BackendView(backend.Address, entry.Tier, weight, full, limit, counters)
            {
                IsOnTrial = backend.IsOnTrial,
            };
    }
}
