namespace L4Balancer.Core.Health;

/// <summary>
/// The ramp of the weight of a backend that begins to serve: full weight times t/T, linear, in steps of T/20 and at
/// least 100 ms, so that a ramp costs at most 20 tables. It never gives 0: a backend without any share would never be
/// warmed up.
/// </summary>
public static class SlowStart
{
    private const int StepsMax = 20;
    private static readonly TimeSpan StepMin = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The weight after <paramref name="elapsed"/>, in the unit of <paramref name="fullWeight"/>, from 1 to it.
    /// </summary>
    public static int WeightAt(int fullWeight, TimeSpan duration, TimeSpan elapsed)
    {
        if (elapsed >= duration) return fullWeight;
        var step = StepOf(duration).Ticks;
        var ramped = elapsed.Ticks / step * step;
        return (int)Math.Max(1, fullWeight * ramped / duration.Ticks);
    }

    /// <summary>
    /// When the weight changes next, counted like <paramref name="elapsed"/> and later than it;
    /// <paramref name="duration"/> at most.
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
