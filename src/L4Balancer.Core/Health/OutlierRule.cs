using L4Balancer.Core.Config;

namespace L4Balancer.Core.Health;

/// <summary>The traffic of a backend within one interval.</summary>
/// <param name="Sessions">Sessions for which it was picked.</param>
/// <param name="Failed">Those whose connect failed, and bad ends.</param>
/// <param name="Answers">Answers whose response time was measured.</param>
/// <param name="MeanResponse">The mean of those; zero without any.</param>
public readonly record struct BackendTraffic(
    NetAddress Address, long Sessions, long Failed, long Answers, TimeSpan MeanResponse);

/// <summary>What an interval says of a backend beside the others of its pool.</summary>
public static class OutlierRule
{
    /// <summary>Whether the share of its sessions that failed is too large.</summary>
    public static bool FailsTooMuch(OutliersConfig config, in BackendTraffic traffic) =>
        config.FailurePercent is { } percent && traffic.Sessions >= config.MinVolume
        && traffic.Failed * 100 >= traffic.Sessions * percent;

    /// <summary>
    /// The response time from which on a backend is slow: a multiple of the median, and never below a floor; null if
    /// too few backends have enough answers, or nobody is ever slow.
    /// </summary>
    public static TimeSpan? SlowFrom(OutliersConfig config, IReadOnlyCollection<BackendTraffic> traffic)
    {
        if (config.SlowFactor is not { } factor) return null;
        var means = traffic.Where(one => one.Answers >= config.MinVolume).Select(one => one.MeanResponse).ToArray();
        if (means.Length < Limits.SlowBackendsMin) return null;
        Array.Sort(means);
        // Of the two in the middle the longer one: with doubt nobody is slow.
        var slow = means[means.Length / 2] * factor;
        return slow > Limits.SlowResponseMin ? slow : Limits.SlowResponseMin;
    }

    /// <summary>Whether its answers took longer than <paramref name="slowFrom"/>.</summary>
    public static bool IsSlow(OutliersConfig config, in BackendTraffic traffic, TimeSpan? slowFrom) =>
        slowFrom is { } limit && traffic.Answers >= config.MinVolume && traffic.MeanResponse > limit;
}
