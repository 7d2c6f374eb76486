namespace L4Balancer.Core.Health;

/// <summary>
/// The ramp of the weight of a backend that begins to serve: t/T of it, linear, in steps of T/20 and at least 100 ms,
/// so that a ramp costs at most 20 tables. <see cref="WeightParts"/> computes the weight, which is never 0: a backend
/// without any share would never warm up.
/// </summary>
public static class SlowStart
{
    private const int StepsMax = 20;
    private static readonly TimeSpan StepMin = TimeSpan.FromMilliseconds(100);

    /// <summary>The share of its weight that a backend has after <paramref name="elapsed"/>.</summary>
    public static RampShare ShareAt(TimeSpan duration, TimeSpan elapsed)
    {
        if (elapsed >= duration) return RampShare.All;
        var step = StepOf(duration).Ticks;
        return new RampShare(elapsed.Ticks / step * step, duration.Ticks);
    }

    /// <summary>
    /// When the weight next changes, on the scale of <paramref name="elapsed"/> and later than it; at most
    /// <paramref name="duration"/>.
    /// </summary>
    public static TimeSpan NextStep(TimeSpan duration, TimeSpan elapsed)
    {
        var step = StepOf(duration).Ticks;
        var next = TimeSpan.FromTicks((elapsed.Ticks / step + 1) * step);
        return next < duration ? next : duration;
    }

    private static TimeSpan StepOf(TimeSpan duration)
    {
        var step = duration / StepsMax;
        return step > StepMin ? step : StepMin;
    }
}
