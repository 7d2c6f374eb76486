using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Import;

/// <summary>Our configuration while it is written.</summary>
internal sealed class Draft
{
    private const string ShortestEjection = "100ms";
    private const string OnlyServer = $"left out: an only server is paused for {ShortestEjection} after failed "
        + "connects; nginx does not pause one that has a single address";

    public YamlPart Root { get; } = new();

    public Names ListenerNames { get; } = new();

    public Names PoolNames { get; } = new();

    public YamlPart Listeners { get; } = new();

    public YamlPart Pools { get; } = new();

    /// <summary>All in the order of the reference, without pools that no listener uses.</summary>
    public YamlPart Complete(ImportReport report)
    {
        LeaveUnusedPools(report);
        foreach (var (_, pool) in Pools.Keys) TrustOnlyBackend(pool, report);
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

    /// <summary>
    /// HAProxy and nginx go on trying the only server of a pool without checks. Ours is ejected as any other is, for
    /// the shortest time.
    /// </summary>
    private static void TrustOnlyBackend(YamlPart pool, ImportReport report)
    {
        if (pool.Find("backends") is not { Items.Count: 1 }) return;
        if (pool.Find("health") is not { } health || health.Find("type") is not { Value: "none" }) return;
        foreach (var key in (string[])["fall", "eject"])
        {
            if (health.Find(key)?.From is { } from)
                report.Differs(from, $"pools.health.{key}", OnlyServer);
            health.Remove(key);
        }

        health.Set("eject", ShortestEjection, null);
    }

    private static IEnumerable<string> PoolsOf(YamlPart listener) =>
        [.. listener["routes"].Items.Append(listener).Select(part => part.Find("pool")?.Value).OfType<string>()];
}
