using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Control;

/// <summary>
/// Updates a pool for its health, roles, intents and the time: ejected backends return, the tier moves, backends that
/// begin to serve ramp up, the sessions of drained ones are ended, and the next time at which anything changes without
/// an event is determined. Settling twice at the same time changes nothing more.
/// </summary>
internal static class PoolSettling
{
    public static PoolState Settle(PoolState before, TimeSpan now, Transition transition)
    {
        var pool = ReturnEjected(before, now, transition);
        pool = RoleSettling.Settle(pool, now, transition);
        pool = MoveTier(pool, now, transition);
        pool = Serving.Of(pool, now);
        pool = TellEligibility(pool, transition);
        pool = EndDrained(pool, now, transition);
        pool = FailbackMoves.Settle(pool, now, transition);
        return pool with { WakeAt = NextWake(pool, now) };
    }

    /// <summary>The pool at the end of a batch: ramps that stopped and began again within it go on.</summary>
    /// <param name="before">The pool before the batch; null when it is new.</param>
    public static PoolState Resume(PoolState? before, PoolState pool, TimeSpan now, Transition transition)
    {
        if (before is null) return pool;
        var resumed = Serving.Resume(before, pool, now);
        return ReferenceEquals(resumed, pool) ? pool : Settle(resumed, now, transition);
    }

    private static PoolState ReturnEjected(PoolState pool, TimeSpan now, Transition transition)
    {
        ImmutableArray<BackendState>.Builder? changed = null;
        for (var i = 0; i < pool.Backends.Length; i++)
        {
            var backend = pool.Backends[i];
            var standing = backend.Standing.At(now);
            if (standing == backend.Standing) continue;
            changed ??= pool.Backends.ToBuilder();
            changed[i] = Return(pool, backend with { Standing = standing }, backend.Standing.Since, now, transition);
        }

        return changed is null ? pool : pool with { Backends = changed.DrainToImmutable() };
    }

    /// <summary>Without probes an ejected backend counts as down until its time is over.</summary>
    private static BackendState Return(
        PoolState pool, BackendState back, TimeSpan since, TimeSpan now, Transition transition)
    {
        if (!back.IsUp) return back;
        var wasDown = back.Cause is not null;
        transition.Tell(wasDown
            ? new BackendUp(pool.Config.Name, back.Address)
            : new BackendReturned(pool.Config.Name, back.Address, now - since));
        return wasDown ? back with { TurnedAt = now, Cause = null } : back;
    }

    /// <summary>Ends the sessions that outlived the deadline of a drain; this is requested once.</summary>
    private static PoolState EndDrained(PoolState pool, TimeSpan now, Transition transition)
    {
        ImmutableArray<BackendState>.Builder? changed = null;
        for (var i = 0; i < pool.Backends.Length; i++)
        {
            var backend = pool.Backends[i];
            if (backend.Drain is not { HasBegun: false } plan || plan.EndsAt > now) continue;
            changed ??= pool.Backends.ToBuilder();
            changed[i] = backend with { Drain = plan with { HasBegun = true } };
            transition.Add(new ResetSessions(pool.Config.Name, backend.Address)
            {
                Reason = CloseReason.Drained,
                Rate = plan.Rate,
            });
        }

        return changed is null ? pool : pool with { Backends = changed.DrainToImmutable() };
    }

    private static PoolState MoveTier(PoolState pool, TimeSpan now, Transition transition)
    {
        var tiers = TiersOf(pool, now);
        var active = pool.HasTier(pool.ActiveTier) ? pool.ActiveTier : PoolState.LowestTier(pool.Config);
        active = pool.TierRule.Choose(active, tiers.AsSpan(), now);
        return FailbackMoves.MoveTo(active, pool with { Tiers = tiers }, now, transition);
    }

    private static ImmutableArray<TierState> TiersOf(PoolState pool, TimeSpan now)
    {
        var count = 1 + pool.Config.Backends.Max(entry => entry.Tier);
        Span<(bool Has, bool IsEligible)> found = stackalloc (bool, bool)[count];
        foreach (var backend in pool.Backends)
        {
            ref var tier = ref found[backend.Config.Tier];
            tier = (true, tier.IsEligible || backend.IsEligible);
        }

        var tiers = ImmutableArray.CreateBuilder<TierState>(count);
        for (var i = 0; i < count; i++)
        {
            var before = i < pool.Tiers.Length ? pool.Tiers[i] : default;
            tiers.Add(before.Next(found[i].Has, found[i].IsEligible, now));
        }

        return tiers.MoveToImmutable();
    }

    private static PoolState TellEligibility(PoolState pool, Transition transition)
    {
        if (pool.HasEligible == pool.IsToldEligible || pool.AwaitsRoles) return pool;
        transition.Tell(EligibilityTurned(pool));
        return pool with { IsToldEligible = pool.HasEligible };
    }

    private static Notice EligibilityTurned(PoolState pool)
    {
        var name = pool.Config.Name;
        return pool.HasEligible
            ? new EligibleAgain(name)
            : new NoneEligible(name, pool.Config.Panic == PanicMode.UseAll);
    }

    private static TimeSpan? NextWake(PoolState pool, TimeSpan now)
    {
        var earliest = Moments.Earlier(pool.FailbackAt, pool.MovingUntil);
        // Weights that are due now are shown by this batch.
        if (pool.WeightsDueAt > now) earliest = Moments.Earlier(earliest, pool.WeightsDueAt);
        foreach (var backend in pool.Backends)
        {
            earliest = Moments.Earlier(earliest, backend.Standing.EjectedUntil);
            if (backend.Drain is { HasBegun: false } plan) earliest = Moments.Earlier(earliest, plan.EndsAt);
            if (backend.RampStart is not { } start) continue;
            earliest = Moments.Earlier(earliest, start + SlowStart.NextStep(pool.Config.SlowStart, now - start));
        }

        return earliest;
    }
}
