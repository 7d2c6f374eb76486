using L4Balancer.Core.Config;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// The expected state of a pool. For each tier it keeps a log of its changes of eligibility, and queries the log.
/// </summary>
internal sealed class PoolModel(PoolConfig config)
{
    private readonly SortedDictionary<int, List<(TimeSpan At, bool IsEligible)>> _tiers = [];
    private readonly HeldModel _held = new();
    private List<string> _ignored = [];
    private bool _hasTable;
    private bool _isServed = true;
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
        Shown.Where(backend => IsPanicking ? backend.IsWanted : backend.IsEligible && !IsSidelined(backend));

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
                    ?? _held.Find(address, now) ?? new BackendModel(address) { IsOnTrial = _hasTable };
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

    /// <summary>Whether the pool may be moved to the tier by hand, and if so, moves it.</summary>
    public bool TryHold(int tier, TimeSpan now, Action<string> expect)
    {
        if (Config.Backends.All(entry => entry.Tier != tier)) return false;
        var better = _tiers.Keys.Any(other => other < tier && IsEligible(other));
        if (IsAutomatic && !IsEligible(tier) && _tiers.Keys.Any(IsEligible)) return false;
        if (IsAutomatic && better && Config.FailbackDelay == TimeSpan.Zero) return false;
        Move(tier, expect);
        _heldSince = now;
        return true;
    }

    /// <summary>Whether there is a higher tier to move to by hand, and if so, moves there.</summary>
    public bool TryFailOver(TimeSpan now, Action<string> expect)
    {
        var above = _tiers.Keys.Where(tier => tier > ActiveTier && IsEligible(tier)).ToArray();
        return above.Length > 0 && TryHold(above[0], now, expect);
    }

    /// <summary>Whether there is a lower tier to move to by hand, and if so, moves there.</summary>
    public bool TryFailBack(TimeSpan now, Action<string> expect)
    {
        var below = _tiers.Keys.Where(tier => tier < ActiveTier && IsEligible(tier)).ToArray();
        return below.Length > 0 && TryHold(below[0], now, expect);
    }

    /// <summary>Draws the conclusions, and reports the expected notices.</summary>
    public void Evaluate(TimeSpan now, Action<string> expect)
    {
        foreach (var backend in Backends)
        {
            if (backend.ReturnIfDue(now) is { } said) expect($"{said} {Config.Name} {backend.Address}");
            if (backend.EndIfDue(now)) expect($"reset {Config.Name} {backend.Address} Drained {backend.EndRate}");
        }

        for (var tier = 0; tier <= 2; tier++) Log(tier, now);
        var configured = Config.Backends.Select(entry => entry.Tier).ToHashSet();
        Move(Wanted(configured.Contains(ActiveTier) ? ActiveTier : configured.Min(), now), expect);
        foreach (var backend in Backends) Serve(backend, now);
        foreach (var backend in Backends) backend.NoteHeldBack(IsHeldBack(backend), now);
        var isServed = Backends.Exists(backend => backend.ServesSince is not null);
        if (isServed != _isServed) expect($"{(isServed ? "eligible-again" : "none-eligible")} {Config.Name}");
        _isServed = isServed;
    }

    public void HasTable() => _hasTable = true;

    /// <summary>
    /// The earliest time at which the pool should change without an event; <see cref="TimeSpan.MaxValue"/> means never.
    /// </summary>
    public TimeSpan EarliestDue()
    {
        var dues = Backends.SelectMany<BackendModel, TimeSpan?>(
            backend => [backend.Standing.OutUntil, RampEnd(backend), backend.IsEnding ? null : backend.EndsAt]);
        var due = dues.Min() ?? TimeSpan.MaxValue;
        if (!IsAutomatic) return due;
        foreach (var tier in _tiers.Keys.Where(tier => tier < ActiveTier && IsEligible(tier)))
        {
            var since = _tiers[tier][^1].At;
            var failback = (since > _heldSince ? since : _heldSince) + Config.FailbackDelay;
            if (failback < due) due = failback;
        }

        return due;
    }

    private int Wanted(int active, TimeSpan now)
    {
        if (!IsAutomatic) return active;
        var eligible = _tiers.Keys.Where(IsEligible).ToArray();
        if (eligible.Length == 0) return active;
        if (!eligible.Contains(active)) return eligible[0];
        var isHeld = _heldSince + Config.FailbackDelay > now;
        return eligible.FirstOrDefault(
            tier => tier < active && !isHeld && WasEligibleSince(tier, now - Config.FailbackDelay), active);
    }

    private void Move(int tier, Action<string> expect)
    {
        var what = tier > ActiveTier ? "failed-over" : "failed-back";
        if (tier != ActiveTier) expect($"{what} {Config.Name} {ActiveTier} {tier}");
        ActiveTier = tier;
    }

    private void Serve(BackendModel backend, TimeSpan now)
    {
        var serves = backend.IsEligible && backend.Entry.Tier == ActiveTier;
        if (serves && backend.ServesSince is null)
        {
            backend.ServesSince = now;
            backend.Ramps = _hasTable && Config.SlowStart > TimeSpan.Zero;
        }

        if (!serves) backend.ServesSince = null;
        // A ramp that has ended does not come back when a reload makes it longer.
        if (RampEnd(backend) <= now) (backend.Ramps, backend.RampedAt) = (false, now);
    }

    private TimeSpan? RampEnd(BackendModel backend) => backend.Ramps ? backend.ServesSince + Config.SlowStart : null;

    private void Log(int tier, TimeSpan now)
    {
        var members = Backends.Where(backend => backend.Entry.Tier == tier).ToArray();
        var isEligible = members.Any(backend => backend.IsEligible);
        if (members.Length == 0) _tiers.Remove(tier);
        else if (!_tiers.TryGetValue(tier, out var log)) _tiers[tier] = [(TimeSpan.MinValue, isEligible)];
        else if (log[^1].IsEligible != isEligible) log.Add((now, isEligible));
    }

    private bool IsEligible(int tier) => _tiers.TryGetValue(tier, out var log) && log[^1].IsEligible;

    private bool WasEligibleSince(int tier, TimeSpan moment)
    {
        var log = _tiers[tier];
        return log.FindLast(entry => entry.At <= moment).IsEligible && !log.Exists(entry => entry.At > moment);
    }
}
