using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Control;

/// <summary>
/// The counters of all backends, by (pool, address), and of all pools, by name. They live as long as the config has
/// them, and longer while sessions hold them, so a backend that is removed and added again during a session keeps its
/// counters.
/// </summary>
/// <remarks>
/// Control loop only; the counters themselves are shared by all threads. A session that still reads a table from before
/// a removal may take a place on counters that were already dropped here: they then count for that session alone and
/// disappear with it.
/// </remarks>
public sealed class CounterStore
{
    private readonly Dictionary<string, PoolEntry> _pools = new(StringComparer.Ordinal); // Control loop only.

    /// <summary>Number of backends with counters, including those that left the config.</summary>
    public int BackendCount => _pools.Values.Sum(pool => pool.Backends.Count);

    public PoolCounters Of(string pool) => Entry(pool).Counters;

    public BackendCounters Of(string pool, NetAddress address)
    {
        var backends = Entry(pool).Backends;
        if (!backends.TryGetValue(address, out var counters)) backends[address] = counters = new BackendCounters();
        return counters;
    }

    /// <summary>Drops the counters that <paramref name="state"/> does not have and no session holds.</summary>
    public void Prune(BalancerState state)
    {
        foreach (var (name, entry) in _pools)
        {
            var pool = state.FindPool(name);
            // The counters of every backend of the state have been requested before, so an equal count means that there
            // is nothing to drop.
            var known = pool is null ? 0 : pool.Backends.Length + pool.Held.Count;
            if (entry.Backends.Count > known) PruneBackends(entry, pool);
            if (pool is null && entry.Backends.Count == 0 && entry.Counters.Active == 0) _pools.Remove(name);
        }
    }

    private static void PruneBackends(PoolEntry entry, PoolState? pool)
    {
        var kept = new HashSet<NetAddress>();
        kept.UnionWith(pool?.Backends.Select(backend => backend.Address) ?? []);
        kept.UnionWith(pool?.Held.Keys ?? []);
        foreach (var (address, counters) in entry.Backends)
        {
            if (counters.Active == 0 && !kept.Contains(address)) entry.Backends.Remove(address);
        }
    }

    private PoolEntry Entry(string pool)
    {
        if (!_pools.TryGetValue(pool, out var entry)) _pools[pool] = entry = new PoolEntry();
        return entry;
    }

    private sealed class PoolEntry
    {
        public PoolCounters Counters { get; } = new();

        public Dictionary<NetAddress, BackendCounters> Backends { get; } = [];
    }
}
