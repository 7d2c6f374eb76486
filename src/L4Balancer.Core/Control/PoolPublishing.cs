using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// Decides when a table must show the changes of a pool. Eligibility, the tier, the backends and anything an operator
/// requested are shown at once. Weights that change by themselves (steps of slow start, the end of a trial) wait until
/// <see cref="Limits.WeightTablesPause"/> after the last table that showed only weights of this pool, so that a pool
/// with thousands of ramps costs at most ten tables a second. A table published for another reason includes waiting
/// weights.
/// </summary>
internal static class PoolPublishing
{
    /// <param name="before">The pool before the batch; null when it is new.</param>
    public static PoolChange ChangeOf(PoolState? before, PoolState pool, TimeSpan now)
    {
        if (before is null || !pool.LooksLike(before)) return PoolChange.AtOnce;
        if (pool.WeightsDueAt <= now) return PoolChange.Weights;
        if (pool.WeighsLike(before)) return PoolChange.None;
        return pool.WeightsShownAt is null || now - pool.WeightsShownAt >= Limits.WeightTablesPause
            ? PoolChange.Weights
            : PoolChange.WeightsLater;
    }

    /// <summary>The pool, updated for the change.</summary>
    /// <param name="generation">The generation of the table that shows it.</param>
    public static PoolState After(PoolChange change, PoolState pool, TimeSpan now, long generation)
    {
        if (change == PoolChange.WeightsLater)
        {
            var due = pool.WeightsDueAt ?? pool.WeightsShownAt + Limits.WeightTablesPause;
            return pool with { WeightsDueAt = due, WakeAt = Moments.Earlier(pool.WakeAt, due) };
        }

        var shown = pool with { ChangedIn = generation, WeightsDueAt = null };
        return change == PoolChange.Weights ? shown with { WeightsShownAt = now } : shown;
    }
}

/// <summary>What a batch changed in a table's view of a pool.</summary>
internal enum PoolChange
{
    None,

    /// <summary>More than weights: the next table, which this batch publishes, shows it.</summary>
    AtOnce,

    /// <summary>Weights alone, and the pause since the last such table has passed.</summary>
    Weights,

    /// <summary>Weights alone, too soon after the last such table.</summary>
    WeightsLater,
}
