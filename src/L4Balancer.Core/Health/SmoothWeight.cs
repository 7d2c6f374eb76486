namespace L4Balancer.Core.Health;

/// <summary>
/// An exponential moving average of the weight, so that a burst of a second moves little and a lasting change shows
/// within a few seconds: after the time constant 63 % of a step is there, after twice that 86 %.
/// </summary>
/// <param name="constant">The time constant; zero takes each value as it is.</param>
public struct SmoothWeight(TimeSpan constant)
{
    /// <summary>The time constant of <c>l4balancer agent</c> without options.</summary>
    public static TimeSpan UsualConstant { get; } = TimeSpan.FromSeconds(2);

    private double? _value; // One thread at a time.

    /// <param name="elapsed">Time since the last value.</param>
    public double Next(double target, TimeSpan elapsed)
    {
        var kept = _value is null || constant <= TimeSpan.Zero ? 0 : Math.Exp(-elapsed / constant);
        return (_value = target + (_value.GetValueOrDefault() - target) * kept).Value;
    }
}
