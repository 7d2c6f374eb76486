using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// An operator's requests for the tiers of a pool. A request that cannot be carried out is answered with a
/// <see cref="Refusal"/>.
/// </summary>
internal static class TierWishes
{
    public static void Apply(Transition transition, TierWanted wanted)
    {
        if (!transition.TryFindPool(wanted.Pool, out var index)) return;
        if (transition.Pool(index).HasTier(wanted.Tier)) Use(transition, index, wanted.Tier);
        else transition.Refuse(wanted.Pool, $"it has no tier {wanted.Tier}");
    }

    /// <summary>Moves to the next higher tier that can serve; the last tier has no successor.</summary>
    public static void Apply(Transition transition, FailoverWanted wanted)
    {
        if (!transition.TryFindPool(wanted.Pool, out var index)) return;
        var pool = transition.Pool(index);
        var next = FirstEligible(pool, pool.ActiveTier + 1, pool.Tiers.Length);
        if (next is { } tier) Use(transition, index, tier);
        else transition.Refuse(wanted.Pool, $"no tier above {pool.ActiveTier} has an eligible backend");
    }

    /// <summary>Moves to the lowest tier that can serve.</summary>
    public static void Apply(Transition transition, FailbackWanted wanted)
    {
        if (!transition.TryFindPool(wanted.Pool, out var index)) return;
        var pool = transition.Pool(index);
        if (FirstEligible(pool, 0, pool.ActiveTier) is { } tier) Use(transition, index, tier);
        else transition.Refuse(wanted.Pool, WhyNotBack(pool));
    }

    /// <summary>
    /// Moves the pool to the tier. In automatic mode the failback delay of every tier starts again now. A move that the
    /// rules would revert at once is refused, so that the operator is not left wondering why nothing happened.
    /// </summary>
    private static void Use(Transition transition, int index, int tier)
    {
        var pool = transition.Pool(index);
        var held = pool with { HeldSince = transition.Now };
        if (held.TierRule.Choose(tier, held.Tiers.AsSpan(), transition.Now) != tier)
        {
            transition.Refuse(pool.Config.Name, WhyNot(tier, held.Tiers[tier]));
            return;
        }

        transition.SetPool(index, FailbackMoves.MoveTo(tier, held, transition.Now, transition));
        transition.Touch(index);
    }

    private static int? FirstEligible(PoolState pool, int from, int to)
    {
        for (var tier = from; tier < to; tier++)
        {
            if (pool.Tiers[tier].EligibleSince is not null) return tier;
        }

        return null;
    }

    private static string WhyNot(int number, TierState tier) => tier.EligibleSince is null
        ? $"tier {number} has no eligible backend, and the pool is in automatic mode"
        : $"a tier below {number} is eligible and failback-delay is 0, so the pool would return at once; "
            + "mode: manual keeps a tier";

    private static string WhyNotBack(PoolState pool) => pool.ActiveTier == PoolState.LowestTier(pool.Config)
        ? $"it uses tier {pool.ActiveTier} already"
        : $"no tier below {pool.ActiveTier} has an eligible backend";
}
