using L4Balancer.Core.Config;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// The expected state of a pool. For each tier it keeps a log of its changes of eligibility, and queries the log.
/// </summary>
internal sealed partial class PoolModel(PoolConfig config)
{
    private readonly SortedDictionary<int, List<(TimeSpan At, bool IsEligible)>> _tiers = [];
    private readonly HeldModel _held = new();
    private List<string> _ignored = [];
    private bool _hasTable;
    private bool _isServed = true;
    private bool _isToldServed = true;
    private TimeSpan _heldSince = TimeSpan.MinValue;

    public EntriesModel Entries { get; } = new(config);

    /// <summary>The config in force, including an operator's run-time changes.</summary>
    public PoolConfig Config => Entries.InForce;

    public List<BackendModel> Backends { get; private set; } = [];

    public int ActiveTier { get; private set; } = config.Backends.Min(entry => entry.Tier);

    public bool IsAutomatic => Config.Mode == FailoverMode.Automatic;

    private bool IsPanicking => !_isServed && Config.Panic == PanicMode.UseAll;

    /// <summary>The backends that the table should show, in order.</summary>
    public IEnumerable<BackendModel> Shown =>
        Backends.Where(backend => backend.Entry.Tier == ActiveTier || (IsPanicking && IsAutomatic));

    /// <summary>Shown backends that may be picked.</summary>
    public IEnumerable<BackendModel> Used =>
        Shown.Where(backend => IsPanicking ? IsUsedInPanic(backend) : backend.IsEligible && !IsSidelined(backend));

    /// <summary>Whether it is suspected, while others serve that are not.</summary>
    public bool IsSidelined(BackendModel backend) => IsHeldBack(backend, one => one.Standing.IsSuspected);

    /// <summary>Whether it gets only a trickle: it is suspected or on trial, and others serve that are not.</summary>
    public bool IsHeldBack(BackendModel backend) => IsSidelined(backend) || IsHeldBack(backend, one => one.IsOnTrial);

    private bool IsHeldBack(BackendModel backend, Predicate<BackendModel> isDoubtful) =>
        backend.ServesSince is not null && isDoubtful(backend)
        && Backends.Exists(other => other.ServesSince is not null && !isDoubtful(other));

    public BackendModel? Find(NetAddress address) => Backends.Find(backend => backend.Address.Equals(address));

    /// <summary>The backend, even if it left the answers for its name a short while ago.</summary>
    public BackendModel? FindOrHeld(NetAddress address, TimeSpan now) => Find(address) ?? _held.Find(address, now);

    /// <summary>
    /// Puts the entries of the config in force; returns what was added, removed and newly ignored.
    /// </summary>
    public (List<BackendModel> Added, List<BackendModel> Removed, List<string> Ignored) Renew(
        NamesModel names, TimeSpan now)
    {
        var before = Backends;
        Backends = [];
        _held.Keep(Config);
        foreach (var entry in Config.Backends)
        {
            foreach (var address in names.AddressesOf(entry))
            {
                if (Find(address) is not null) continue;
                var backend = before.Find(known => known.Address.Equals(address))
                    ?? TakeBack(address, now) ?? new BackendModel(address) { IsOnTrial = _hasTable };
                _held.Remove(backend);
                backend.Entry = entry;
                backend.Under(Config, now);
                Backends.Add(backend);
            }
        }

        foreach (var gone in before.Except(Backends)) _held.Add(gone, Config, now);
        var ignored = Config.Backends.SelectMany(names.IgnoredOf).Distinct().ToList();
        var news = ignored.Except(_ignored).ToList();
        _ignored = ignored;
        return ([.. Backends.Except(before)], [.. before.Except(Backends)], news);
    }

    /// <summary>Draws the conclusions, and reports the expected notices.</summary>
    public void Evaluate(TimeSpan now, Action<string> expect, Action<PoolModel> askAll)
    {
        foreach (var backend in Backends)
        {
            if (backend.ReturnIfDue(now) is { } said) expect($"{said} {Config.Name} {backend.Address}");
        }

        PlaceRoles(now, expect, askAll);
        for (var tier = 0; tier <= 2; tier++) Log(tier, now);
        var configured = Config.Backends.Select(entry => entry.Tier).ToHashSet();
        Move(Wanted(configured.Contains(ActiveTier) ? ActiveTier : configured.Min(), now), now, expect);
        foreach (var backend in Backends) Serve(backend, now);
        foreach (var backend in Backends) backend.NoteHeldBack(IsHeldBack(backend), now);
        var isServed = Backends.Exists(backend => backend.ServesSince is not null);
        _isServed = isServed;
        foreach (var backend in Backends)
        {
            if (backend.EndIfDue(now)) expect($"reset {Config.Name} {backend.Address} Drained {backend.EndRate}");
        }

        EndMoved(now, expect);
        if (isServed == _isToldServed || AwaitsRoles) return;
        expect($"{(isServed ? "eligible-again" : "none-eligible")} {Config.Name}");
        _isToldServed = isServed;
    }

    /// <summary>Remembers what tables show before a batch.</summary>
    public void BeginBatch()
    {
        foreach (var (index, backend) in Backends.Index()) backend.NoteBatch(index);
    }

    /// <summary>A backend that stopped and began to serve again within a batch has served throughout.</summary>
    public void EndBatch(TimeSpan now)
    {
        foreach (var (index, backend) in Backends.Index())
        {
            if (backend.ServesSince == now && backend.ResumeIfServed(index)) Serve(backend, now);
        }
    }

    public void HasTable() => _hasTable = true;

    /// <summary>
    /// The earliest time at which the pool should change without an event; <see cref="TimeSpan.MaxValue"/> means never.
    /// </summary>
    public TimeSpan EarliestDue()
    {
        var dues = Backends.SelectMany<BackendModel, TimeSpan?>(
            backend => [backend.Standing.OutUntil, RampEnd(backend), backend.IsEnding ? null : backend.EndsAt]);
        var due = dues.Append(_movingUntil).Min() ?? TimeSpan.MaxValue;
        if (!IsAutomatic) return due;
        foreach (var tier in _tiers.Keys.Where(tier => tier < ActiveTier && IsEligible(tier)))
        {
            var since = _tiers[tier][^1].At;
            var failback = (since > _heldSince ? since : _heldSince) + Config.FailbackDelay;
            if (failback < due) due = failback;
        }

        return due;
    }

    private void Serve(BackendModel backend, TimeSpan now)
    {
        var serves = backend.IsEligible && backend.Entry.Tier == ActiveTier;
        if (serves && backend.ServesSince is null)
        {
            backend.ServesSince = now;
            backend.Ramps = _hasTable && Config.SlowStart > TimeSpan.Zero && Config.Role != PoolRole.Primary;
        }

        if (!serves) backend.ServesSince = null;
        // A ramp that has ended does not come back when a reload makes it longer.
        var isAlone = backend.Ramps && Config.Role == PoolRole.Primary;
        if (isAlone || RampEnd(backend) <= now) (backend.Ramps, backend.RampedAt) = (false, now);
    }

    private TimeSpan? RampEnd(BackendModel backend) => backend.Ramps ? backend.ServesSince + Config.SlowStart : null;
}
