using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Config.Rules;

/// <summary>A sampling rule for a listener or a pool that does not exist would silently match nothing.</summary>
internal static class AccessLogRules
{
    public static void Check(BalancerConfig config, Place root, ConfigReading reading)
    {
        if (config.AccessLog is not { Sampling.Count: > 0 } log) return;
        var listeners = WrittenNames.Below(root.Of(BalancerKeys.Listeners), config.Listeners.Select(l => l.Name));
        RefuseUnknown(log, AccessLogKeys.Listener, rule => rule.Listener, listeners, reading);
        var pools = WrittenNames.Below(root.Of(BalancerKeys.Pools), config.Pools.Select(p => p.Name));
        RefuseUnknown(log, AccessLogKeys.Pool, rule => rule.Pool, pools, reading);
    }

    private static void RefuseUnknown(
        AccessLogConfig log, string key, Func<AccessLogRule, string?> nameOf, HashSet<string> known,
        ConfigReading reading)
    {
        foreach (var rule in log.Sampling)
        {
            if (nameOf(rule) is not { } name || known.Contains(name)) continue;
            reading.UnknownName(reading.PlaceOf(rule).Of(key), key, name, known);
        }
    }
}
