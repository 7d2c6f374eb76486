using System.Collections.Frozen;
using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// A batch of events in progress: the changing state and the effects so far. It lives within one call of the reducer,
/// so that handlers can be written as steps while the reducer stays a pure function.
/// </summary>
/// <remarks>
/// Work proportional to the size of a pool is done once per batch and pool: handlers mark what they touched
/// (<see cref="Touch"/>, <see cref="TouchMembers"/>), and <see cref="Conclude"/> draws the conclusions.
/// </remarks>
internal sealed class Transition
{
    private readonly BalancerState _before;
    private readonly PoolEdits _pools;
    private readonly List<ControlEffect> _effects = [];
    private readonly List<Refusal?> _answers = []; // One per request; null unless refused.
    private readonly SortedSet<int> _touched = []; // To be settled.
    private readonly SortedSet<int> _settled = [];
    private FrozenDictionary<string, ImmutableArray<int>>? _hostNames; // Set once entries changed.
    private bool _areMembersTouched;
    private bool _areNamesTouched;
    private bool _isPublishWanted;

    public Transition(BalancerState before, TimeSpan now)
    {
        (_before, State, Now) = (before, before, now);
        _pools = new PoolEdits(before.Pools);
    }

    public TimeSpan Now { get; }

    /// <summary>Everything but the pools, which are read and changed through the members below.</summary>
    public BalancerState State { get; set; }

    public int PoolCount => _pools.Count;

    /// <summary>The configs of all pools as currently in force, not only as in the file.</summary>
    public IEnumerable<PoolConfig> PoolConfigs => Enumerable.Range(0, PoolCount).Select(_pools.ConfigOf);

    /// <summary>The current locations of backends and probe targets.</summary>
    public Membership Members
    {
        get
        {
            RenewMembers();
            return State.Members;
        }
    }

    /// <summary>
    /// The indexes of the pools that use a host name. Answers change backends but not entries, so a batch of answers
    /// does not rebuild the members each time.
    /// </summary>
    public IReadOnlyDictionary<string, ImmutableArray<int>> HostNames =>
        _areNamesTouched ? _hostNames ??= Names.UsersOf(PoolConfigs) : State.Members.HostNames;

    /// <summary>
    /// A pool with all changes so far. To read only its config or one backend, use the members for those.
    /// </summary>
    public PoolState Pool(int index) => _pools[index];

    public PoolConfig ConfigOf(int pool) => _pools.ConfigOf(pool);

    /// <summary>As of when the pool was last settled.</summary>
    public bool IsSeekingPrimary(int pool) => _pools.IsSeekingPrimary(pool);

    public BackendState Backend(BackendPlace place) => _pools.Backend(place);

    /// <summary>Where a pool has the backend; null if it does not.</summary>
    public BackendPlace? Find(string pool, NetAddress address)
    {
        var members = Members;
        if (!members.Pools.TryGetValue(pool, out var index)) return null;
        if (!members.Addresses.TryGetValue(address, out var places)) return null;
        foreach (var place in places)
        {
            if (place.Pool == index) return place;
        }

        return null;
    }

    public void SetPool(int index, PoolState pool) => _pools[index] = pool;

    public void SetBackend(BackendPlace place, BackendState backend) => _pools.SetBackend(place, backend);

    /// <summary>Replaces all pools. All of them are settled.</summary>
    public void ReplacePools(IReadOnlyCollection<PoolState> pools)
    {
        _pools.Replace(pools);
        _settled.Clear(); // They held indexes of the previous pools.
        _touched.Clear();
        for (var i = 0; i < pools.Count; i++) Touch(i);
    }

    /// <summary>Something in the pool changed that may have consequences.</summary>
    public void Touch(int pool) => _touched.Add(pool);

    /// <summary>Backends came or went, or their probes changed.</summary>
    public void TouchMembers() => _areMembersTouched = true;

    /// <summary>The host names in use, or the interval of resolving them, may have changed.</summary>
    public void TouchNames() => (_areNamesTouched, _hostNames) = (true, null);

    /// <summary>Applies everything that was due by now, so that no event is judged against an outdated state.</summary>
    public void CatchUp()
    {
        if (_before.WakeAt is null || _before.WakeAt > Now) return;
        for (var i = 0; i < PoolCount; i++)
        {
            if (_before.Pools[i].WakeAt <= Now) Touch(i);
        }

        Conclude();
    }

    /// <summary>Draws the conclusions from everything that was touched.</summary>
    public void Conclude()
    {
        RenewMembers();
        foreach (var index in _touched) _pools[index] = PoolSettling.Settle(_pools[index], Now, this);
        _settled.UnionWith(_touched);
        _touched.Clear();
    }

    public void Add(ControlEffect effect) => _effects.Add(effect);

    public void Tell(Notice notice) => _effects.Add(new Notify(notice));

    /// <summary>The following events form one request, which has an answer.</summary>
    public void BeginRequest() => _answers.Add(null);

    /// <summary>
    /// Refuses the current request, once. A missing object is answered but not logged: it is usually a typing error.
    /// </summary>
    public void Refuse(string pool, Refusal refusal)
    {
        Invariant.Require(_answers is [.., null], "A request was refused twice, or nothing was asked.");
        _answers[^1] = refusal;
        if (refusal.Kind != RefusalKind.NotFound) Tell(new EventRefused(pool, refusal.Text));
    }

    /// <summary>Publishes even if no pool looks different.</summary>
    public void PublishAnyway() => _isPublishWanted = true;

    public Decision Finish()
    {
        Conclude();
        if (_areNamesTouched) NamesChange.Apply(this, _before);
        MarkChangedPools();
        if (_isPublishWanted)
        {
            State = State with { Generation = _before.Generation + 1 };
            // First, because sessions that are reset come back at once and should find the new table.
            _effects.Insert(0, new PublishTable());
        }

        if (_pools.Any) State = State with { Pools = _pools.Drain() };
        AskToWake();
        var generation = State.Generation;
        return new Decision(
            State, [.. _effects], [.. _answers.Select(refusal => new RequestAnswer(generation, refusal))]);
    }

    private void RenewMembers()
    {
        if (!_areMembersTouched) return;
        _areMembersTouched = false;
        MembershipChange.Apply(this);
    }

    private void MarkChangedPools()
    {
        foreach (var index in _settled)
        {
            var before = _before.FindPool(ConfigOf(index).Name);
            var pool = PoolSettling.Resume(before, Pool(index), Now, this);
            SetPool(index, pool);
            var change = PoolPublishing.ChangeOf(before, pool, Now);
            if (change == PoolChange.None) continue;
            SetPool(index, PoolPublishing.After(change, pool, Now, _before.Generation + 1));
            _isPublishWanted |= change != PoolChange.WeightsLater;
        }
    }

    private void AskToWake()
    {
        if (!_pools.Any && State.WakeAt == _before.WakeAt) return;
        TimeSpan? earliest = null;
        foreach (var pool in State.Pools) earliest = Moments.Earlier(earliest, pool.WakeAt);
        if (earliest == State.WakeAt) return;
        State = State with { WakeAt = earliest };
        Add(new WakeAt(earliest));
    }
}
