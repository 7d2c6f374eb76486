using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Control;

/// <summary>
/// Outlier ejection: a backend on which real traffic fails gets no new sessions for a while, whatever its probes say.
/// Each further ejection lasts longer; at most a share of a tier is out, and never the last backend that is good.
/// </summary>
/// <remarks>
/// Without probes failed connects are all there is to know, so <see cref="HealthConfig.Fall"/> of them take out any
/// backend, also the last one of its tier, for the fixed time <see cref="HealthConfig.Eject"/>.
/// </remarks>
internal static class Ejections
{
    public static void Apply(Transition transition, BadEnd end)
    {
        if (transition.Find(end.Pool, end.Address) is not { } place) return;
        if (IsDue(end.InRow, transition.ConfigOf(place.Pool).Outliers.BadEnds))
        {
            var why = $"{end.InRow} sessions in a row ended before it sent a byte, the last: {end.Cause}";
            Consider(transition, place, StandingCause.BadEnds, why);
        }
    }

    public static void Apply(Transition transition, TrafficMeasured measured)
    {
        if (!transition.Members.Pools.TryGetValue(measured.Pool, out var index)) return;
        var config = transition.ConfigOf(index).Outliers;
        var slowFrom = OutlierRule.SlowFrom(config, measured.Backends);
        foreach (var traffic in measured.Backends)
        {
            if (transition.Find(measured.Pool, traffic.Address) is not { } place) continue;
            CountSlow(transition, place, OutlierRule.IsSlow(config, traffic, slowFrom));
            if (OutlierRule.FailsTooMuch(config, traffic))
            {
                var why = $"{traffic.Failed} of {traffic.Sessions} sessions within the interval failed";
                Consider(transition, place, StandingCause.FailureRatio, why);
            }
            else if (transition.Backend(place).Memory.SlowIntervals >= Limits.SlowIntervalsMax)
            {
                var why = $"answers take {traffic.MeanResponse.TotalMilliseconds:0.0} ms, the limit by the others' "
                    + $"median is {slowFrom!.Value.TotalMilliseconds:0.0} ms";
                Consider(transition, place, StandingCause.Slow, why);
            }
        }
    }

    /// <summary>Failed connects in a row of a backend whose probes are good.</summary>
    public static void OnConnectFailed(Transition transition, BackendPlace place, ConnectFailed failed)
    {
        if (IsDue(failed.InRow, transition.ConfigOf(place.Pool).Outliers.ConnectFailures))
            Consider(transition, place, StandingCause.ConnectFailures, Text(failed));
    }

    /// <summary>Failed connects in a row, in a pool without probes.</summary>
    /// <returns>The backend, ejected; null if the failures are too few, or it is out already.</returns>
    public static BackendState? WithoutProbes(Transition transition, BackendPlace place, ConnectFailed failed)
    {
        var (before, health) = (transition.Backend(place), transition.ConfigOf(place.Pool).Health);
        if (before.Standing.IsEjected || failed.InRow < health.Fall) return null;
        var (why, until) = (Text(failed), transition.Now + health.Eject);
        return before with
        {
            Standing = before.Standing.Eject(StandingCause.ConnectFailures, why, transition.Now, until),
            Memory = before.Memory.Counting(StandingCause.ConnectFailures),
            Cause = why,
        };
    }

    private static string Text(ConnectFailed failed) =>
        $"{failed.InRow} connects in a row failed, the last: {failed.Cause}";

    /// <summary>
    /// Each further row of the same length asks again: while the limit was reached, another backend may have returned.
    /// </summary>
    private static bool IsDue(int inRow, int? row) => row is { } length && inRow >= length && inRow % length == 0;

    private static void CountSlow(Transition transition, BackendPlace place, bool isSlow)
    {
        var backend = transition.Backend(place);
        var intervals = isSlow ? backend.Memory.SlowIntervals + 1 : 0;
        if (intervals == backend.Memory.SlowIntervals) return;
        transition.SetBackend(place, backend with { Memory = backend.Memory with { SlowIntervals = intervals } });
    }

    private static void Consider(Transition transition, BackendPlace place, StandingCause cause, string why)
    {
        var (pool, backend, now) = (transition.ConfigOf(place.Pool), transition.Backend(place), transition.Now);
        if (!pool.Outliers.Detect || !backend.IsServing || backend.Standing.IsEjected) return;
        if (!backend.Health.IsUp || !HasRoom(transition.Pool(place.Pool), backend)) return;
        var number = backend.Memory.NextEjection(now, pool.Outliers.MaxTime);
        var time = EjectionTime.Of(pool.Outliers, number, AddressHash.Of(backend.Address) ^ (ulong)now.Ticks);
        transition.SetBackend(place, backend with
        {
            Standing = backend.Standing.Eject(cause, why, now, now + time),
            Memory = backend.Memory.Counting(cause) with
            {
                EjectionsInRow = number,
                ReturnedAt = now + time,
                SlowIntervals = 0,
            },
        });
        transition.Touch(place.Pool);
        transition.Tell(new BackendEjected(pool.Name, backend.Address, cause, why, time));
    }

    /// <summary>Whether one more backend of the tier may be out.</summary>
    private static bool HasRoom(PoolState pool, BackendState candidate)
    {
        var (all, ejected, good) = (0, 0, 0);
        foreach (var backend in pool.Backends)
        {
            if (backend.Config.Tier != candidate.Config.Tier) continue;
            all++;
            if (backend.Standing.IsEjected) ejected++;
            var isOther = !backend.Address.Equals(candidate.Address);
            if (isOther && backend is { IsServing: true, IsEligible: true, Standing.Kind: StandingKind.Good }) good++;
        }

        return good > 0 && ejected < Math.Max(1, all * pool.Config.Outliers.MaxPercent / 100);
    }
}
