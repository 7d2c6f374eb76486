using L4Balancer.Core.Config;

namespace L4Balancer.Core.Simulation;

/// <summary>The tier in use.</summary>
internal sealed partial class PoolModel
{
    private TimeSpan? _movingUntil;

    /// <summary>Whether the pool may be moved to the tier by hand, and if so, moves it.</summary>
    public bool TryHold(int tier, TimeSpan now, Action<string> expect)
    {
        if (Config.Backends.All(entry => entry.Tier != tier)) return false;
        var better = _tiers.Keys.Any(other => other < tier && IsEligible(other));
        if (IsAutomatic && !IsEligible(tier) && _tiers.Keys.Any(IsEligible)) return false;
        if (IsAutomatic && better && Config.FailbackDelay == TimeSpan.Zero) return false;
        Move(tier, now, expect);
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

    private void Move(int tier, TimeSpan now, Action<string> expect)
    {
        if (tier == ActiveTier) return;
        var isBack = tier < ActiveTier;
        expect($"{(isBack ? "failed-back" : "failed-over")} {Config.Name} {ActiveTier} {tier}");
        ActiveTier = tier;
        if (!isBack) StopMoving(expect);
        if (!isBack || Config.OnFailback == OnFailbackAction.Keep) return;
        var isAtOnce = Config.FailbackDeadline == TimeSpan.Zero;
        foreach (var backend in Backends.Where(each => each.Entry.Tier > tier && !each.IsEnding))
            expect($"reset {Config.Name} {backend.Address} FailedBack {(isAtOnce ? null : Config.FailbackRate)}");
        _movingUntil = isAtOnce ? null : now + Config.FailbackDeadline;
    }

    private void StopMoving(Action<string> expect)
    {
        if (_movingUntil is null) return;
        foreach (var backend in Backends.Where(each => !each.IsEnding))
            expect($"spare {Config.Name} {backend.Address}");
        _movingUntil = null;
    }

    private void EndMoved(TimeSpan now, Action<string> expect)
    {
        if (Config.OnFailback == OnFailbackAction.Keep) StopMoving(expect);
        if (!(_movingUntil <= now)) return;
        foreach (var backend in Backends.Where(each => each.Entry.Tier > ActiveTier))
            expect($"reset {Config.Name} {backend.Address} FailedBack ");
        _movingUntil = null;
    }

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
