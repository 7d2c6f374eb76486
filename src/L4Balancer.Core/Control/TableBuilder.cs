using System.Collections.Frozen;
using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Control;

/// <summary>
/// Builds the routing snapshot of a state. Pools that look as they did in the previous table keep their view and its
/// policy, and no dictionary is rebuilt unless names come or go: the cost of a table is proportional to its changes,
/// plus an array of references wherever anything changed.
/// </summary>
public static class TableBuilder
{
    /// <param name="previous">The table in force, which this method built from an earlier state of the same history
    /// with the same counters.</param>
    public static BackendTable Build(BalancerState state, CounterStore counters, BackendTable previous)
    {
        var (states, listeners) = (state.Pools, state.Config.Listeners);
        var pools = previous.Pools.Next(
            states.Length,
            i => states[i].Config.Name,
            (i, before) => IsKept(states[i], before, previous) ? before! : View(states[i], counters, before));
        var shown = previous.Listeners.Next(
            listeners.Count, i => listeners[i].Name, (i, before) => View(listeners[i], state, pools, before));
        counters.Prune(state);
        return new BackendTable(state.Generation, shown, pools);
    }

    private static bool IsKept(PoolState pool, PoolView? before, BackendTable previous) =>
        before is not null && pool.ChangedIn <= previous.Generation;

    /// <summary>
    /// The previous view if it leads to the same pools. Routes lead to any of them, so those of the table are one
    /// reference, and no route is looked at when a pool changes.
    /// </summary>
    private static ListenerView View(
        ListenerConfig listener, BalancerState state, ViewDictionary<PoolView> pools, ListenerView? before)
    {
        var (pool, routes) = (pools[listener.Pool], RoutesOf(listener, pools, before));
        var isSame = ReferenceEquals(before?.Config, listener);
        if (isSame && ReferenceEquals(before!.Pool, pool) && ReferenceEquals(before.Routes, routes)) return before;
        return new ListenerView(listener, pool)
        {
            Routes = routes,
            Arrival = isSame
                ? before!.Arrival
                : ArrivalRules.Of(listener, state.AccessLists.GetValueOrDefault(listener.Name)),
        };
    }

    private static ListenerRoutes? RoutesOf(
        ListenerConfig listener, ViewDictionary<PoolView> pools, ListenerView? before)
    {
        if (listener.Routes.Count == 0) return null;
        var isSame = before?.Routes is not null
            && (ReferenceEquals(before.Config, listener) || before.Config.Routes.Equals(listener.Routes));
        if (isSame && ReferenceEquals(before!.Routes!.Pools, pools)) return before.Routes;
        return new ListenerRoutes(isSame ? before!.Routes!.Table : new RouteTable(listener.Routes), pools);
    }

    private static PoolView View(PoolState pool, CounterStore counters, PoolView? before)
    {
        var all = AllCounters(pool, counters, before);
        var views = new List<BackendView>(pool.Backends.Length);
        var isEligible = new List<bool>(pool.Backends.Length);
        var suspects = new List<int>();
        foreach (var backend in pool.Backends)
        {
            // Backends of other tiers are not shown, but their counters are kept like all others.
            if (!pool.IsShown(backend)) continue;
            var known = before is not null && views.Count < before.Set.All.Length ? before.Set.All[views.Count] : null;
            views.Add(View(backend, all[backend.Address], known));
            var (isUsed, isSuspect) = (pool.IsUsed(backend), backend.IsSidelined);
            if (isUsed && isSuspect) suspects.Add(isEligible.Count);
            isEligible.Add(isUsed && !isSuspect);
        }

        var set = new BackendSet([.. views], [.. isEligible], [.. suspects])
        {
            PendingLimit = pool.Config.MaxPendingConnects,
        };
        var poolCounters = counters.Of(pool.Config.Name);
        var policy = PolicyFactory.Create(pool.Config, set, poolCounters, before?.Policy);
        return new PoolView(pool.Config, pool.ActiveTier, set, policy, poolCounters, all);
    }

    /// <summary>
    /// The dictionary is the most expensive part of a view: it is kept while the pool has the same backends.
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

    /// <param name="known">The previous view at this index: kept if it shows the same, as nearly all do when one of
    /// thousands of backends changes state.</param>
    private static BackendView View(BackendState backend, BackendCounters counters, BackendView? known)
    {
        var (entry, weight, full) = (backend.Config, backend.Weight.InForce, backend.Weight.Full);
        var limit = backend.MaxConnections == 0 ? int.MaxValue : backend.MaxConnections;
        var isKept = known is not null && ReferenceEquals(known.Counters, counters)
            && (known.IsOnTrial, known.IsSuspected) == (backend.IsOnTrial, backend.Standing.IsSuspected)
            && (known.Tier, known.Weight, known.FullWeight, known.MaxConnections) == (entry.Tier, weight, full, limit);
        return isKept
            ? known!
            : new BackendView(backend.Address, entry.Tier, weight, full, limit, counters)
            {
                IsOnTrial = backend.IsOnTrial,
                IsSuspected = backend.Standing.IsSuspected,
            };
    }
}
