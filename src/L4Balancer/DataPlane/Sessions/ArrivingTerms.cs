using L4Balancer.Core;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// Finds the terms, in this process, of sessions that another one began. What they agreed on (timeouts, options) stays;
/// what they are counted in is what the table has for their pool and backend. A session of a pool or a backend that is
/// not in the table any more is counted in counters of its own. One thread.
/// </summary>
/// <param name="listenerOf">The counters of a listener, by its name.</param>
internal sealed class ArrivingTerms(BackendTable table, Func<string, ListenerCounters> listenerOf)
{
    // The sessions of a pool share its terms, except those that began before a reload.
    private readonly Dictionary<PoolTerms, PoolTerms> _terms = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, PoolCounters> _gonePools = [];
    private readonly Dictionary<(PoolCounters, NetAddress), BackendCounters> _goneBackends = [];

    /// <summary>The session's account, on its terms here.</summary>
    /// <param name="state">All about it besides its terms.</param>
    /// <param name="listener">The name of its listener.</param>
    /// <param name="pool">The terms that it agreed on, with any counters; the same object for those that share it. Null
    /// if it has no pool yet.</param>
    /// <param name="backend">The backend that serves it; null if none does.</param>
    public SessionAccount Resolve(AccountState state, string listener, PoolTerms? pool, NetAddress? backend)
    {
        var mine = pool is null ? null : Resolve(pool);
        var counters = backend is null ? null : CountersOf(mine!, backend);
        return SessionAccount.Of(state, new SessionTerms(listenerOf(listener), mine, backend, counters));
    }

    private PoolTerms Resolve(PoolTerms given)
    {
        if (_terms.TryGetValue(given, out var known)) return known;
        var shown = table.Pools.GetValueOrDefault(given.Name)?.Terms;
        var mine = given with { Counters = shown?.Counters ?? GonePool(given.Name) };
        return _terms[given] = mine == shown ? shown : mine;
    }

    private BackendCounters CountersOf(PoolTerms pool, NetAddress backend)
    {
        if (table.Pools.GetValueOrDefault(pool.Name)?.AllCounters.GetValueOrDefault(backend) is { } shown) return shown;
        if (_goneBackends.TryGetValue((pool.Counters, backend), out var gone)) return gone;
        return _goneBackends[(pool.Counters, backend)] = new BackendCounters();
    }

    private PoolCounters GonePool(string name)
    {
        if (_gonePools.TryGetValue(name, out var gone)) return gone;
        return _gonePools[name] = new PoolCounters();
    }
}
