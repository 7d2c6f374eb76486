using L4Balancer.Core.Config;

namespace L4Balancer.Core.Table;

/// <summary>
/// Holds a client whose tier has just failed until the next tier is in use. Its own failed connects trigger the
/// failover, so that takes only moments; a refused client would just reconnect. Whether there is a failover remains the
/// control loop's decision alone: one refused connect sends nobody to a standby.
/// </summary>
public static class FailoverRule
{
    /// <summary>
    /// Pause between two checks of the table: short for a client, and rare for the balancer, because clients wait only
    /// for a tier that is failing. They wait for at most <c>timeouts.connect</c>.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// How often a waiting client checks the table. Checks are counted rather than time: a paused process did not check
    /// meanwhile, and the control loop that decides about the failover was paused with it.
    /// </summary>
    public static int LooksFor(PoolView pool) => (int)Math.Max(pool.Config.Timeouts.Connect / Pause, 1);

    /// <summary>
    /// False if no other tier takes over automatically, or if the operator wants no retries: then no client waits.
    /// </summary>
    public static bool CanComeFor(PoolView pool) =>
        pool.Config.Mode == FailoverMode.Automatic && pool.Config.Retries != 0
        && pool.Config.Backends.Any(backend => backend.Tier > pool.ActiveTier);

    /// <summary>The pool with the next tier in use; null if it is not in use yet.</summary>
    public static PoolView? Find(BackendTable table, PoolView pool) =>
        table.Pools.TryGetValue(pool.Config.Name, out var next) && next.ActiveTier > pool.ActiveTier
        && next.Set.Eligible.Length > 0
            ? next
            : null;
}
