using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>Decides which backends of a pool get sessions, and with which weight.</summary>
/// <remarks>
/// Every backend that begins to serve ramps up, whatever the reason: up again, ready again, added, or its tier came
/// into use. (A tier that comes into use as a whole ramps evenly, which shifts no share but distinguishes backends that
/// join later.) A primary does not ramp, because it is alone, nor do the backends of a pool's first table: there are no
/// others to take load from. A backend on trial gets a trickle as long as another that is not on trial serves beside
/// it; so does a suspected one, as long as another that is not suspected does. What was measured of a backend is
/// forgotten when it stops serving.
/// </remarks>
internal static class Serving
{
    public static PoolState Of(PoolState pool, TimeSpan now)
    {
        var hasProven = pool.Backends.Any(backend => !backend.IsOnTrial && IsServing(pool, backend));
        var hasTrusted = pool.Backends.Any(backend => !backend.Standing.IsSuspected && IsServing(pool, backend));
        var hasEligible = false;
        ImmutableArray<BackendState>.Builder? changed = null;
        for (var i = 0; i < pool.Backends.Length; i++)
        {
            var backend = pool.Backends[i];
            var next = Of(pool, backend, hasProven, hasTrusted, now);
            hasEligible |= next.IsServing;
            if (ReferenceEquals(next, backend)) continue;
            changed ??= pool.Backends.ToBuilder();
            changed[i] = next;
        }

        return pool with { Backends = changed?.DrainToImmutable() ?? pool.Backends, HasEligible = hasEligible };
    }

    /// <summary>
    /// What no table showed has not happened: a backend that stopped and began to serve again within a batch goes on
    /// with its ramp. (After a reload that moved it within its pool it begins anew.)
    /// </summary>
    /// <param name="before">The pool before the batch.</param>
    public static PoolState Resume(PoolState before, PoolState pool, TimeSpan now)
    {
        ImmutableArray<BackendState>.Builder? changed = null;
        for (var i = 0; i < Math.Min(before.Backends.Length, pool.Backends.Length); i++)
        {
            var (earlier, backend) = (before.Backends[i], pool.Backends[i]);
            var hasRestarted = backend.IsServing && backend.RampStart == now && earlier.IsServing
                && earlier.RampStart != now && earlier.Address.Equals(backend.Address);
            if (!hasRestarted) continue;
            changed ??= pool.Backends.ToBuilder();
            changed[i] = backend with { RampStart = earlier.RampStart };
        }

        return changed is null ? pool : pool with { Backends = changed.DrainToImmutable() };
    }

    private static BackendState Of(
        PoolState pool, BackendState backend, bool hasProven, bool hasTrusted, TimeSpan now)
    {
        var isServing = IsServing(pool, backend);
        var isFirstTable = pool.ChangedIn == 0;
        var duration = pool.Config.Role == PoolRole.Primary ? TimeSpan.Zero : pool.Config.SlowStart;
        var start = isServing && !backend.IsServing && !isFirstTable ? now : backend.RampStart;
        if (!isServing || now - start >= duration) start = null;
        var measurement = isServing && backend.Measurement?.By == pool.Config.WeighBy ? backend.Measurement : null;
        var weight = backend.Weight with
        {
            // What weigh-by measures already contains what the agent makes of it.
            Reported = pool.Config.IsMeasured ? WeightParts.Whole : backend.Agent.Percent,
            Measured = (int)Math.Round(measurement?.Weight.Percent ?? 100),
            Ramp = start is null ? RampShare.All : SlowStart.ShareAt(duration, now - start.Value),
            IsTrial = isServing && hasProven && backend.IsOnTrial,
            IsSidelined = isServing && hasTrusted && backend.Standing.IsSuspected,
        };
        var isSame = isServing == backend.IsServing && start == backend.RampStart && weight == backend.Weight
            && ReferenceEquals(measurement, backend.Measurement);
        return isSame
            ? backend
            : backend with { IsServing = isServing, RampStart = start, Weight = weight, Measurement = measurement };
    }

    private static bool IsServing(PoolState pool, BackendState backend) =>
        backend.IsEligible && backend.Config.Tier == pool.ActiveTier;
}
