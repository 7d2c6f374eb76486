using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// One event at work: the state as it changes, and the effects as they come up. It lives within one call of the
/// reducer, so that the handlers can be written as steps while the reducer stays a pure function.
/// </summary>
internal sealed class Transition
{
    private readonly BalancerState _before;
    private readonly List<ControlEffect> _effects = [];
    private readonly List<int> _settled = [];
    private ImmutableArray<PoolState>.Builder? _pools;
    private bool _isPublishWanted;

    public Transition(BalancerState before, TimeSpan now)
    {
        _before = before;
        State = before;
        Now = now;
    }

    public TimeSpan Now { get; }

    /// <summary>All but the pools, which are read and changed through the members below.</summary>
    public BalancerState State { get; set; }

    public int PoolCount => _pools?.Count ?? _before.Pools.Length;

    /// <summary>Of all pools as they are now, in force and not only in the file.</summary>
    public IEnumerable<PoolConfig> PoolConfigs => Enumerable.Range(0, PoolCount).Select(index => Pool(index).Config);

    public PoolState Pool(int index) => _pools is null ? _before.Pools[index] : _pools[index];

    public BackendState Backend(BackendPlace place) => Pool(place.Pool).Backends[place.Backend];

    public void SetPool(int index, PoolState pool)
    {
        _pools ??= _before.Pools.ToBuilder();
        _pools[index] = pool;
    }

    public void SetBackend(BackendPlace place, BackendState backend)
    {
        var pool = Pool(place.Pool);
        SetPool(place.Pool, pool with { Backends = pool.Backends.SetItem(place.Backend, backend) });
    }

    /// <summary>Puts other pools in place of all. The caller settles them.</summary>
    public void ReplacePools(IEnumerable<PoolState> pools)
    {
        _pools = ImmutableArray.CreateBuilder<PoolState>();
        _pools.AddRange(pools);
        _settled.Clear(); // Their indexes were those of the pools before.
    }

    /// <summary>Draws the conclusions for a pool of which something changed.</summary>
    public void Settle(int index)
    {
        SetPool(index, PoolRules.Settle(Pool(index), Now, this));
        _settled.Add(index);
    }

    /// <summary>Does what was due by now, so that no event is judged by a state that time has overtaken.</summary>
    public void CatchUp()
    {
        if (_before.WakeAt is null || _before.WakeAt > Now) return;
        for (var i = 0; i < PoolCount; i++)
        {
            if (Pool(i).WakeAt <= Now) Settle(i);
        }
    }

    public void Add(ControlEffect effect) => _effects.Add(effect);

    public void Tell(Notice notice) => _effects.Add(new Notify(notice));

    /// <summary>Publishes even if no pool looks different.</summary>
    public void PublishAnyway() => _isPublishWanted = true;

    public (BalancerState State, ImmutableArray<ControlEffect> Effects) Finish()
    {
        MarkChangedPools();
        if (_isPublishWanted)
        {
            State = State with { Generation = _before.Generation + 1 };
            // First, because sessions that are reset come back at once and should find the new table.
            _effects.Insert(0, new PublishTable());
        }

        if (_pools is not null) State = State with { Pools = _pools.DrainToImmutable() };
        AskToWake();
        return (State, [.. _effects]);
    }

    private void MarkChangedPools()
    {
        foreach (var index in _settled)
        {
            var pool = Pool(index);
            if (_before.FindPool(pool.Config.Name) is { } old && pool.LooksLike(old)) continue;
            SetPool(index, pool with { ChangedIn = _before.Generation + 1 });
            _isPublishWanted = true;
        }
    }

    private void AskToWake()
    {
        if (_pools is null && State.WakeAt == _before.WakeAt) return;
        TimeSpan? earliest = null;
        foreach (var pool in State.Pools) earliest = Moments.Earlier(earliest, pool.WakeAt);
        if (earliest == State.WakeAt) return;
        State = State with { WakeAt = earliest };
        Add(new WakeAt(earliest));
    }
}
