using System.Collections.Immutable;

namespace L4Balancer.Core.Health;

/// <summary>
/// Lets the weights of a pool follow measurements (<c>weigh-by</c>), one step per interval. A reading is a score in
/// proportion to which a backend should be loaded: the inverse of its mean response time, or the idle share of its
/// processors. If response times grow with utilisation as in a queue, s / (1 - u), weights in inverse proportion to
/// them are stable exactly where all backends are equally utilised.
/// </summary>
/// <remarks>
/// Bounded step, hysteresis and median are in <see cref="MeasuredWeight"/>; here are the bounds and the mean. The mean
/// of the pool, by configured weight, is 100 % after every step, so weights cannot drift together, and a backend that
/// joins with 100 % gets what is configured.
/// </remarks>
public static class WeightController
{
    /// <param name="pool">The backends that serve, with their readings of this interval.</param>
    /// <returns>Their weights, in the same order.</returns>
    public static ImmutableArray<MeasuredWeight> Next(ReadOnlySpan<MeasuredBackend> pool)
    {
        var next = new MeasuredWeight[pool.Length];
        for (var i = 0; i < next.Length; i++) next[i] = pool[i].Known.Read(pool[i].Reading);
        var targets = Targets(pool, next);
        for (var i = 0; i < next.Length; i++) next[i] = next[i].Approach(targets[i]);
        var fitted = Fit(pool, [.. next.Select(known => known.Percent)]);
        return [.. next.Select((known, i) => known with { Percent = fitted[i] })];
    }

    /// <summary>
    /// In proportion to the scores, also to those of earlier intervals. Backends whose last one is too old tend to what
    /// is configured.
    /// </summary>
    private static double[] Targets(ReadOnlySpan<MeasuredBackend> pool, MeasuredWeight[] known)
    {
        var scored = Enumerable.Range(0, known.Length).Where(i => known[i].Score is not null).ToArray();
        var targets = new double[known.Length];
        Array.Fill(targets, 100);
        var read = new MeasuredBackend[scored.Length];
        for (var i = 0; i < read.Length; i++) read[i] = pool[scored[i]];
        var fitted = Fit(read, [.. scored.Select(i => known[i].Score!.Value)]);
        for (var i = 0; i < scored.Length; i++) targets[scored[i]] = fitted[i];
        return targets;
    }

    /// <summary>
    /// The values times the one factor that makes their mean 100 within the bounds, found by bisection: the mean grows
    /// with the factor.
    /// </summary>
    private static double[] Fit(ReadOnlySpan<MeasuredBackend> pool, double[] values)
    {
        if (values.Length == 0) return values;
        var total = 0.0;
        foreach (var backend in pool) total += backend.Weight;
        var (low, high) = (Limits.MeasuredPercentMin / values.Max(), Limits.MeasuredPercentMax / values.Min());
        for (var halving = 0; halving < 60 && high / low > 1 + 1e-9; halving++)
        {
            var middle = Math.Sqrt(low * high);
            var sum = 0.0;
            for (var i = 0; i < values.Length; i++) sum += pool[i].Weight * Bounded(middle * values[i]);
            if (sum < 100 * total) low = middle;
            else high = middle;
        }

        var fitted = new double[values.Length];
        for (var i = 0; i < fitted.Length; i++) fitted[i] = Bounded(high * values[i]);
        return fitted;
    }

    private static double Bounded(double percent) =>
        Math.Clamp(percent, Limits.MeasuredPercentMin, Limits.MeasuredPercentMax);
}

/// <summary>A backend in an interval of <see cref="WeightController"/>.</summary>
/// <param name="Known">As of the previous interval.</param>
/// <param name="Weight">Configured, for the mean of the pool.</param>
/// <param name="Reading">Above 0; null if there were too few responses, or the agent said nothing.</param>
public readonly record struct MeasuredBackend(MeasuredWeight Known, int Weight, double? Reading);
