using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Config.Rules;

/// <summary>A sampling rule for a listener or a pool that does not exist would silently match nothing.</summary>
internal static class AccessLogRules
{
    public static void Check(BalancerConfig config, Place root, ConfigReading reading)
    {
        if (config.AccessLog is not { Sampling.Count: > 0 } log) return;
        var listeners = Written(root.Of(BalancerKeys.Listeners)).Concat(config.Listeners.Select(l => l.Name));
        RefuseUnknown(log, AccessLogKeys.Listener, rule => rule.Listener, Set(listeners), reading);
        var pools = Written(root.Of(BalancerKeys.Pools)).Concat(config.Pools.Select(p => p.Name));
        RefuseUnknown(log, AccessLogKeys.Pool, rule => rule.Pool, Set(pools), reading);
    }

    private static void RefuseUnknown(
        AccessLogConfig log, string key, Func<AccessLogRule, string?> nameOf, HashSet<string> known,
        ConfigReading reading)
    {
        foreach (var rule in log.Sampling)
        {
            if (nameOf(rule) is not { } name || known.Contains(name)) continue;
            var nearest = reading.IsFull ? null : NearestName.Of(name, known);
            reading.Error(
                reading.PlaceOf(rule).Of(key), $"there is no {key} {name}",
                nearest is null ? $"the name of a {key}" : $"did you mean {nearest}?");
        }
    }

    /// <summary>The written names, including those of parts with errors, which are already reported.</summary>
    private static IEnumerable<string> Written(Place section) =>
        section.Node is MappingNode mapping
            ? mapping.Entries.Select(entry => entry.Key).OfType<ScalarNode>().Select(key => key.Text)
            : [];

    private static HashSet<string> Set(IEnumerable<string> names) => names.ToHashSet(StringComparer.Ordinal);
}
