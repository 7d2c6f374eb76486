using L4Balancer.Core.Config;
using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// Holds a client whose tier has just failed until the next tier is in use. Its own failed connects trigger the
/// failover, so that takes moments only; a client that was refused would come back for the same. Whether there is a
/// failover is still the control loop's decision alone: one refused connect sends nobody to a standby.
/// </summary>
internal static class FailoverRule
{
    /// <summary>
    /// Between two looks at the table: short for a client, and rare for the balancer, because clients wait only for a
    /// tier that is failing. They wait for <c>timeouts.connect</c> at most.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// How often a waiting client looks at the table. Looks are counted rather than time: a process that was stopped
    /// did not look meanwhile, and the control loop that decides about the failover was stopped with it.
    /// </summary>
    public static int LooksFor(PoolView pool) => (int)Math.Max(pool.Config.Timeouts.Connect / Pause, 1);

    /// <summary>
    /// False when no other tier takes over automatically, or when the operator wants no retries: then nobody waits.
    /// </summary>
    public static bool CanComeFor(PoolView pool) =>
        pool.Config.Mode == FailoverMode.Automatic && pool.Config.Retries != 0
        && pool.Config.Backends.Any(backend => backend.Tier > pool.ActiveTier);

    /// <summary>The pool with the next tier in use; null when it is not yet.</summary>
    public static PoolView? Find(BackendTable table, PoolView pool) =>
        table.Pools.TryGetValue(pool.Config.Name, out var next) && next.ActiveTier > pool.ActiveTier
        && next.Set.Eligible.Length > 0
            ? next
            : null;
}
