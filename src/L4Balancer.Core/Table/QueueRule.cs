namespace L4Balancer.Core.Table;

/// <summary>Which sessions wait for a place in a pool instead of being refused, where, and for how long.</summary>
public static class QueueRule
{
    /// <summary>How long a session waits for a place in total.</summary>
    /// <param name="patience">The timeout of the queue; zero without one, and then a session waits for connects in
    /// flight only.</param>
    public static TimeSpan TimeoutOf(PoolView pool, TimeSpan patience) =>
        patience > TimeSpan.Zero ? patience : pool.Config.Timeouts.Connect;

    /// <summary>The most sessions that may wait in the line of the pool.</summary>
    public static int MaxOf(PoolView pool) => pool.Config.Queue?.Max ?? int.MaxValue;

    /// <summary>
    /// In a queue: until a place is free, and for those already there also until a backend is eligible again. Without
    /// one only for connects in flight, which take moments.
    /// </summary>
    /// <param name="lacking">The result of its latest pick.</param>
    /// <param name="hasWaited">Whether it waited for a place before.</param>
    public static bool MayWait(PickResult lacking, TimeSpan patience, bool hasWaited) => lacking switch
    {
        PickResult.AllConnecting => true,
        PickResult.AllFull => patience > TimeSpan.Zero,
        PickResult.NoneEligible => hasWaited && patience > TimeSpan.Zero,
        _ => false,
    };

    /// <summary>
    /// Whether a session that arrives must let those pick first that wait already. They wait only where there is
    /// something to wait for.
    /// </summary>
    public static bool MustStandBehind(PoolView pool, TimeSpan patience) =>
        pool.Counters.Line.Count > 0 && (pool.Set.PendingLimit > 0 || patience > TimeSpan.Zero);
}
