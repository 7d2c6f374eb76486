using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Import;

/// <summary>Our configuration while it is written.</summary>
internal sealed class Draft
{
    public YamlPart Root { get; } = new();

    public Names ListenerNames { get; } = new();

    public Names PoolNames { get; } = new();

    public YamlPart Listeners { get; } = new();

    public YamlPart Pools { get; } = new();

    /// <summary>All in the order of the reference, without pools that no listener uses.</summary>
    public YamlPart Complete(ImportReport report)
    {
        LeaveUnusedPools(report);
        if (!Listeners.IsEmpty) Root.Put(BalancerKeys.Listeners, Listeners);
        if (!Pools.IsEmpty) Root.Put(BalancerKeys.Pools, Pools);
        Root.Sort(BalancerKeys.Shape.Fields.Select(f => f.Key));
        foreach (var (_, listener) in Listeners.Keys) listener.Sort(ListenerKeys.Shape.Fields.Select(f => f.Key));
        foreach (var (_, pool) in Pools.Keys)
        {
            pool.Sort(PoolKeys.Shape.Fields.Select(f => f.Key));
            pool.Find("health")?.Sort(HealthKeys.Shape.Fields.Select(f => f.Key));
            pool.Find("timeouts")?.Sort(TimeoutsKeys.Shape.Fields.Select(f => f.Key));
        }

        return Root;
    }

    private void LeaveUnusedPools(ImportReport report)
    {
        var used = Listeners.Keys.SelectMany(l => PoolsOf(l.Part)).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, pool) in Pools.Keys.Where(p => !used.Contains(p.Key)).ToList())
        {
            Pools.Remove(name);
            if (pool.From is { } from) report.Left(from, "no listener uses it");
        }
    }

    private static IEnumerable<string> PoolsOf(YamlPart listener) =>
        [.. listener["routes"].Items.Append(listener).Select(part => part.Find("pool")?.Value).OfType<string>()];
}
