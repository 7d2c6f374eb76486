using L4Balancer.Core.Config;

namespace L4Balancer.Core.Health;

/// <summary>The state of one tier as seen by the rule.</summary>
/// <param name="HasBackends">Whether it has any backend, eligible or not.</param>
/// <param name="EligibleSince">When its current uninterrupted period with an eligible backend began; null if it has
/// none.</param>
public readonly record struct TierState(bool HasBackends, TimeSpan? EligibleSince)
{
    /// <summary>
    /// The next state. A tier without any backends did not fail: its names were merely not resolved yet. So it counts
    /// as always eligible, and a pool that starts on its backup for that reason does not wait for the failback delay.
    /// </summary>
    public TierState Next(bool hasBackends, bool isEligible, TimeSpan now)
    {
        if (!isEligible) return new TierState(hasBackends, null);
        return new TierState(true, EligibleSince ?? (HasBackends ? now : TimeSpan.MinValue));
    }
}

/// <summary>
/// Decides which tier of a pool is used. Automatic: a tier without an eligible backend is left at once for the lowest
/// tier that has one; a better tier is used again once it has had an eligible backend without interruption for the
/// failback delay. Manual: the tier stays.
/// </summary>
/// <param name="HeldSince">When an operator last chose the tier: the failback delay begins no earlier.</param>
public readonly record struct TierRule(FailoverMode Mode, TimeSpan FailbackDelay, TimeSpan HeldSince)
{
    /// <param name="active">The tier in use; an index into <paramref name="tiers"/>.</param>
    /// <param name="tiers">By tier number.</param>
    /// <returns>The tier to use from now on; <paramref name="active"/> if no tier has an eligible backend.</returns>
    public int Choose(int active, ReadOnlySpan<TierState> tiers, TimeSpan now)
    {
        if (Mode == FailoverMode.Manual) return active;
        var isLost = tiers[active].EligibleSince is null;
        var end = isLost ? tiers.Length : active;
        for (var tier = 0; tier < end; tier++)
        {
            if (tiers[tier].EligibleSince is { } since && (isLost || ReadyAt(since) <= now)) return tier;
        }

        return active;
    }

    /// <summary>When a failback is due unless something else happens; null if none is pending.</summary>
    public TimeSpan? FailbackAt(int active, ReadOnlySpan<TierState> tiers)
    {
        if (Mode == FailoverMode.Manual) return null;
        TimeSpan? earliest = null;
        foreach (var tier in tiers[..active])
        {
            if (tier.EligibleSince is { } since) earliest = Moments.Earlier(earliest, ReadyAt(since));
        }

        return earliest;
    }

    private TimeSpan ReadyAt(TimeSpan eligibleSince) =>
        (eligibleSince > HeldSince ? eligibleSince : HeldSince) + FailbackDelay;
}
