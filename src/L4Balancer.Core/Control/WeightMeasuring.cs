using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// Once per interval: the weights of a pool with <c>weigh-by</c> take a step towards what its traffic or its agents
/// show. <see cref="Serving"/> puts them into force.
/// </summary>
internal static class WeightMeasuring
{
    public static void Apply(Transition transition, SignalsRead read)
    {
        if (!transition.Members.Pools.TryGetValue(read.Pool, out var index)) return;
        var pool = transition.Pool(index);
        if (!pool.Config.IsMeasured) return;
        var readings = Readings(pool, read, transition.State);
        var next = WeightController.Next([.. readings.Select(reading => reading.Backend)]);
        var backends = pool.Backends.ToBuilder();
        for (var i = 0; i < readings.Count; i++)
        {
            var (at, _, seen) = readings[i];
            backends[at] = backends[at] with
            {
                Measurement = new BackendMeasurement(pool.Config.WeighBy, next[i], seen),
            };
        }

        transition.SetPool(index, pool with { Backends = backends.DrainToImmutable() });
        transition.Touch(index);
    }

    private static List<Reading> Readings(PoolState pool, SignalsRead read, BalancerState state)
    {
        var readings = new List<Reading>(pool.Backends.Length);
        for (var i = 0; i < pool.Backends.Length; i++)
        {
            var backend = pool.Backends[i];
            if (!backend.IsServing) continue;
            var total = read.Responses.GetValueOrDefault(backend.Address);
            var known = backend.Measurement is { } before && before.By == pool.Config.WeighBy
                ? before
                : new BackendMeasurement(pool.Config.WeighBy, MeasuredWeight.New, total);
            var (score, seen) = pool.Config.WeighBy == WeighBy.ResponseTime
                ? Speed(known.Seen, total)
                : (Idle(pool.Config.WeighBy, state.FindingsOf(pool, backend)), total);
            var weight = backend.Weight.Changed ?? backend.Weight.Configured;
            readings.Add(new Reading(i, new MeasuredBackend(known.Weight, weight, score), seen));
        }

        return readings;
    }

    /// <summary>
    /// Responses per second of waiting for one, once there are enough of them. A server that has only very long ones
    /// has a long queue: they count, as no longer than they are at least.
    /// </summary>
    private static (double? Score, ResponseTotals Seen) Speed(ResponseTotals seen, ResponseTotals total)
    {
        var count = total.Count - seen.Count;
        if (count >= Limits.ResponsesPerReading)
            return (count * 1e6 / Math.Max(1, total.Microseconds - seen.Microseconds), total);
        return total.Long - seen.Long >= Limits.ResponsesPerReading
            ? (1e6 / Limits.LongTurnMicroseconds, total)
            : (null, seen);
    }

    private static double? Idle(WeighBy by, ProbeFindings? findings)
    {
        var percent = by == WeighBy.Cpu ? findings?.Cpu : findings?.Memory;

        // A machine without any is not infinitely worse than one with a percent.
        return percent is { } share ? Math.Max(1, share) : null;
    }

    private readonly record struct Reading(int At, MeasuredBackend Backend, ResponseTotals Seen);
}
