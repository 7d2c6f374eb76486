using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Control;

/// <summary>
/// After a failback, the sessions on backups are ended, so that their clients return to the better tier: paced, and all
/// that are left once the deadline has passed. Another failover stops it.
/// </summary>
internal static class FailbackMoves
{
    /// <summary>The pool in its new tier.</summary>
    public static PoolState MoveTo(int tier, PoolState pool, TimeSpan now, Transition transition)
    {
        if (tier == pool.ActiveTier) return pool;
        transition.Tell(TierMoved(pool, pool.ActiveTier, tier));
        var moved = pool with { ActiveTier = tier };
        if (tier > pool.ActiveTier) return Stop(moved, transition);
        if (pool.Config.OnFailback == OnFailbackAction.Keep) return moved;
        var config = pool.Config;
        var isAtOnce = config.FailbackDeadline == TimeSpan.Zero;
        foreach (var backend in moved.Backends)
        {
            if (IsMoved(moved, backend)) End(transition, moved, backend, isAtOnce ? null : config.FailbackRate);
        }

        return moved with { MovingUntil = isAtOnce ? null : now + config.FailbackDeadline };
    }

    /// <summary>Ends what is left once the deadline has passed, or stops if a reload no longer asks for it.</summary>
    public static PoolState Settle(PoolState pool, TimeSpan now, Transition transition)
    {
        if (pool.MovingUntil is not { } until) return pool;
        if (pool.Config.OnFailback == OnFailbackAction.Keep) return Stop(pool, transition);
        if (until > now) return pool;
        foreach (var backend in pool.Backends)
        {
            if (backend.Config.Tier > pool.ActiveTier) End(transition, pool, backend, rate: null);
        }

        return pool with { MovingUntil = null };
    }

    private static PoolState Stop(PoolState pool, Transition transition)
    {
        if (pool.MovingUntil is null) return pool;
        foreach (var backend in pool.Backends)
        {
            // A drain that has begun goes on.
            if (backend.Drain is not { HasBegun: true })
                transition.Add(new SpareSessions(pool.Config.Name, backend.Address));
        }

        return pool with { MovingUntil = null };
    }

    /// <summary>A drain that has begun ends them already, at its own rate.</summary>
    private static bool IsMoved(PoolState pool, BackendState backend) =>
        backend.Config.Tier > pool.ActiveTier && backend.Drain is not { HasBegun: true };

    private static void End(Transition transition, PoolState pool, BackendState backend, int? rate) =>
        transition.Add(new ResetSessions(pool.Config.Name, backend.Address)
        {
            Reason = CloseReason.FailedBack,
            Rate = rate,
        });

    private static Notice TierMoved(PoolState pool, int from, int to)
    {
        var config = pool.Config;
        if (to > from) return new FailedOver(config.Name, from, to);
        var isMoving = config.OnFailback == OnFailbackAction.Move;
        return new FailedBack(config.Name, from, to)
        {
            Rate = isMoving ? config.FailbackRate : null,
            Deadline = isMoving ? config.FailbackDeadline : null,
        };
    }
}
