using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <summary>Waits for a failover, by <see cref="FailoverRule"/>.</summary>
internal static class FailoverWait
{
    /// <summary>The pool with the next tier in use; null when there is none in time.</summary>
    public static async Task<PoolView?> ForAsync(PortableServices services, PoolView pool, SessionEnd end)
    {
        if (!FailoverRule.CanComeFor(pool)) return null;
        for (var looks = FailoverRule.LooksFor(pool); looks > 0 && !end.HasCome; looks--)
        {
            if (FailoverRule.Find(services.Table.Current, pool) is { } next) return next;
            await Task.Delay(FailoverRule.Pause, services.Time, end.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }
}
