using L4Balancer.Core.Config;
using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// Holds a client whose tier has just failed until the next tier is in use. Its failed connects are what the failover
/// is decided by, so that is a matter of moments; refused, it would have had to come back for the same. Whether there
/// is a failover is still the control loop's decision alone: one refused connect sends nobody to a standby.
/// </summary>
internal static class FailoverWait
{
    /// <summary>Short for a client, and rare for the balancer: only a tier that fails has clients here.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The pool with the next tier in use; null when there is none within <c>timeouts.connect</c>, when no tier could
    /// take over by itself, or when the operator wants no retries.
    /// </summary>
    public static async Task<PoolView?> ForAsync(PortableServices services, PoolView pool, SessionEnd end)
    {
        if (!CanComeFor(pool)) return null;
        var began = services.Time.GetTimestamp();
        while (!end.HasCome && services.Time.GetElapsedTime(began) < pool.Config.Timeouts.Connect)
        {
            var isThere = services.Table.Current.Pools.TryGetValue(pool.Config.Name, out var next);
            if (isThere && next!.ActiveTier > pool.ActiveTier && next.Set.Eligible.Length > 0) return next;
            await Task.Delay(Pause, services.Time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    private static bool CanComeFor(PoolView pool) =>
        pool.Config.Mode == FailoverMode.Automatic && pool.Config.Retries != 0
        && pool.Config.Backends.Any(backend => backend.Tier > pool.ActiveTier);
}
