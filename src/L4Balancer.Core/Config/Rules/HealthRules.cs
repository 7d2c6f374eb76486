using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Rules between the keys of <c>health</c>.</summary>
internal static class HealthRules
{
    public static HealthConfig Check(HealthConfig health, Place place, ConfigReading reading)
    {
        if (!reading.IsWrong(place.Of("type"))) ProbeRules.Check(health, place, reading);
        if (health.Type == ProbeKind.None) return health;
        if (reading.WhyNotProbed(health) is { } why) RefuseProbe(place, why, reading);

        // The intended interval is not known.
        if (reading.IsWrong(place.Of("interval"))) return health;
        if (health.FastInterval > health.Interval)
        {
            reading.Error(
                place.Of("fast-interval"), $"{DurationText.Format(health.FastInterval.Value)} is longer than interval",
                $"at most {DurationText.Format(health.Interval)}");
        }

        if (health.Timeout > health.Interval) WarnOfSlowProbes(health, place, reading);
        return health;
    }

    /// <summary>At the kind where it is written, else at the section.</summary>
    private static void RefuseProbe(Place place, string why, ConfigReading reading) =>
        reading.Error(place.Has("type") ? place.Of("type") : place, why, "another type");

    /// <summary>
    /// Only a warning: probes of one backend never overlap, so the only effect is that a hung backend is probed
    /// less often, and shortening only the interval should not be an error.
    /// </summary>
    private static void WarnOfSlowProbes(HealthConfig health, Place place, ConfigReading reading)
    {
        var written = place.Of(place.Has("timeout") ? "timeout" : "interval");
        var interval = DurationText.Format(health.Interval);
        reading.Warn(
            written,
            $"timeout {DurationText.Format(health.Timeout)} is longer than interval {interval}, "
            + "so a hung backend is probed less often than interval says",
            $"a timeout of at most {interval}");
    }
}
