using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// When a table has to show what changed of a pool. Eligibility, the tier, the backends and whatever an operator asked
/// for are shown at once. Weights that move by themselves (steps of slow start, the end of a trial) wait until
/// <see cref="Limits.WeightTablesPause"/> after the last table that showed nothing but weights of this pool, so that a
/// pool with thousands of ramps costs ten tables a second at most. What is shown at once takes waiting weights along.
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

    /// <summary>The pool with what follows from the change.</summary>
    /// <param name="generation">Of the table that shows it.</param>
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

/// <summary>How a batch changed what a table shows of a pool.</summary>
internal enum PoolChange
{
    None,

    /// <summary>More than weights: the next table shows it, and comes with this batch.</summary>
    AtOnce,

    /// <summary>Weights alone, and the pause since the last such table is over.</summary>
    Weights,

    /// <summary>Weights alone, too soon after the last such table.</summary>
    WeightsLater,
}
