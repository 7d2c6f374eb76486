using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// What an operator asks for while the balancer runs. What cannot be done is answered with <see cref="EventRefused"/>.
/// </summary>
internal static class OperatorWishes
{
    public static void Apply(Transition transition, IntentWanted wanted)
    {
        if (!TryFindPool(transition, wanted.Pool, out var index)) return;
        var backend = transition.Pool(index).IndexOf(wanted.Address);
        if (backend < 0)
        {
            transition.Tell(new EventRefused(wanted.Pool, $"it has no backend {wanted.Address}"));
            return;
        }

        var place = new BackendPlace(index, backend);
        transition.SetBackend(place, transition.Backend(place) with { Intent = wanted.Intent });
        transition.Settle(index);
    }

    /// <summary>
    /// Moves the pool to the tier. In automatic mode the failback delay of every tier counts from now; a move that the
    /// rules would take back in the same moment is refused, because an operator should not have to find out why nothing
    /// happened.
    /// </summary>
    public static void Apply(Transition transition, TierWanted wanted)
    {
        if (!TryFindPool(transition, wanted.Pool, out var index)) return;
        var pool = transition.Pool(index);
        if (!pool.HasTier(wanted.Tier))
        {
            transition.Tell(new EventRefused(wanted.Pool, $"it has no tier {wanted.Tier}"));
            return;
        }

        var moved = pool with { ActiveTier = wanted.Tier, HeldSince = transition.Now };
        if (moved.TierRule.Choose(wanted.Tier, moved.Tiers.AsSpan(), transition.Now) != wanted.Tier)
        {
            transition.Tell(new EventRefused(wanted.Pool, WhyNot(wanted.Tier, moved.Tiers[wanted.Tier])));
            return;
        }

        if (wanted.Tier != pool.ActiveTier) transition.Tell(PoolRules.TierMoved(pool, pool.ActiveTier, wanted.Tier));
        transition.SetPool(index, moved);
        transition.Settle(index);
    }

    private static string WhyNot(int number, TierState tier) => tier.EligibleSince is null
        ? $"tier {number} has no eligible backend, and the pool is in automatic mode"
        : $"a tier below {number} is eligible and failback-delay is 0, so the pool would return at once; "
            + "mode: manual keeps a tier";

    private static bool TryFindPool(Transition transition, string name, out int index)
    {
        if (transition.State.Members.Pools.TryGetValue(name, out index)) return true;
        transition.Tell(new EventRefused(name, "there is no such pool"));
        return false;
    }
}
