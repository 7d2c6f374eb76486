using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Health;

/// <summary>
/// How long an ejection lasts: the base time, doubled for each earlier one in its row, at most the longest time; then
/// give or take a fifth, so that backends that failed together do not all come back together. Source: Envoy's outlier
/// detection (base 30 s, at most 300 s), which multiplies by the number instead of doubling.
/// </summary>
public static class EjectionTime
{
    private const double Jitter = 0.2;

    /// <param name="number">The number of the ejection in its row, from 1 on.</param>
    /// <param name="seed">The source of the jitter: equal seeds, equal times.</param>
    public static TimeSpan Of(OutliersConfig config, int number, ulong seed)
    {
        var time = config.BaseTime;
        for (var i = 1; i < number && time < config.MaxTime; i++) time += time;
        if (time > config.MaxTime) time = config.MaxTime;
        var draw = SplitMix64.Mix(seed) / (double)ulong.MaxValue;
        return time * (1 - Jitter + 2 * Jitter * draw);
    }
}
