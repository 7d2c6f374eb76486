using System.Collections.Immutable;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>
/// The pools while a batch of events changes them. The backends of a pool are copied at the first change only: 10,000
/// outcomes in a pool of 10,000 backends would otherwise copy 10,000 arrays of that length.
/// </summary>
internal sealed class PoolEdits(ImmutableArray<PoolState> before)
{
    private readonly Dictionary<int, ImmutableArray<BackendState>.Builder> _backends = [];
    private ImmutableArray<PoolState>.Builder? _pools;

    public bool Any => _pools is not null || _backends.Count > 0;

    public int Count => _pools?.Count ?? before.Length;

    public PoolState this[int index]
    {
        get
        {
            if (_backends.Remove(index, out var backends)) PutBackends(index, backends);
            return Latest(index);
        }

        set
        {
            _backends.Remove(index);
            _pools ??= before.ToBuilder();
            _pools[index] = value;
        }
    }

    /// <summary>The pool's current config, without closing the edits of its backends.</summary>
    public PoolConfig ConfigOf(int index) => Latest(index).Config;

    /// <summary>As of when the pool was last settled.</summary>
    public bool IsSeekingPrimary(int index) => Latest(index).IsSeekingPrimary;

    public BackendState Backend(BackendPlace place) => _backends.TryGetValue(place.Pool, out var backends)
        ? backends[place.Backend]
        : Latest(place.Pool).Backends[place.Backend];

    public void SetBackend(BackendPlace place, BackendState backend)
    {
        if (!_backends.TryGetValue(place.Pool, out var backends))
        {
            _backends[place.Pool] = backends = Latest(place.Pool).Backends.ToBuilder();
        }

        backends[place.Backend] = backend;
    }

    /// <summary>Replaces all pools.</summary>
    public void Replace(IEnumerable<PoolState> pools)
    {
        _backends.Clear();
        _pools = ImmutableArray.CreateBuilder<PoolState>();
        _pools.AddRange(pools);
    }

    /// <summary>Returns all pools with their changes, and ends the edits.</summary>
    public ImmutableArray<PoolState> Drain()
    {
        foreach (var (index, backends) in _backends.ToArray()) PutBackends(index, backends);
        return _pools?.DrainToImmutable() ?? before;
    }

    private PoolState Latest(int index) => _pools is null ? before[index] : _pools[index];

    private void PutBackends(int index, ImmutableArray<BackendState>.Builder backends) =>
        this[index] = Latest(index) with { Backends = backends.DrainToImmutable() };
}
