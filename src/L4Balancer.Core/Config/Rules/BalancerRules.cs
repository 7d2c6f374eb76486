using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Rules for the whole config.</summary>
internal static class BalancerRules
{
    public static BalancerConfig Check(BalancerConfig config, Place root, ConfigReading reading)
    {
        var listeners = root.Of(BalancerKeys.Listeners);
        if (config.Listeners.Count == 0 && listeners.Node is not null && !reading.IsDamaged(listeners))
        {
            reading.KeyError(listeners, "there are no listeners", "at least one, by name");
        }

        RefuseSameName(config, reading);
        var used = RefuseMissingPools(config, reading);
        if (!HasUnreadableReference(config, listeners, reading)) RefuseUnusedPools(config, used, reading);
        BindRules.Check(config, root, reading);
        RouteRules.Check(config, reading);
        ProxyRules.Check(config, reading);
        WarnOfOwnListeners(config, reading);
        CheckSockets(config, reading);
        AccessLogRules.Check(config, root, reading);
        HookRules.Check(config, root, reading);
        VersionRules.Warn(root, config, reading);
        return config;
    }

    private static void CheckSockets(BalancerConfig config, ConfigReading reading)
    {
        foreach (var listener in config.Listeners)
        {
            var pool = config.Pools.FirstOrDefault(p => p.Name == listener.Pool);
            ListenSocketRules.Check(listener, pool, reading.PlaceOf(listener), reading);
            AccessRules.WarnOfUnixSockets(listener, reading.PlaceOf(listener), reading);
        }

        SourceRules.WarnOfClients(config, reading);
        MachineRules.Warn(config, reading);
    }

    /// <summary>A session to our own listener comes back as another session, until resources run out.</summary>
    private static void WarnOfOwnListeners(BalancerConfig config, ConfigReading reading)
    {
        foreach (var backend in config.Pools.SelectMany(pool => pool.Backends))
        {
            if (backend.Address.Fixed is not { } address) continue;
            if (OwnListeners.Find(config, address, reading.OwnAddresses) is not { } bind) continue;
            reading.Warn(
                reading.PlaceOf(backend),
                $"{Words.Show(address.ToString())} is this balancer's own listener on {bind}: "
                + "sessions to it would loop",
                "the address of another server");
        }
    }

    private static void RefuseSameName(BalancerConfig config, ConfigReading reading)
    {
        var inlined = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pool in config.Pools)
        {
            if (IsInline(reading.PlaceOf(pool))) inlined.Add(pool.Name);
        }

        foreach (var pool in config.Pools)
        {
            var place = reading.PlaceOf(pool);
            if (IsInline(place) || !inlined.Contains(pool.Name)) continue;
            var name = Words.Show(pool.Name);
            reading.KeyError(
                place, $"the listener {name} has inline backends, which define a pool of the same name",
                $"another name, or pool: {name} in the listener instead of backends");
        }
    }

    private static HashSet<string> RefuseMissingPools(BalancerConfig config, ConfigReading reading)
    {
        var known = config.Pools.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var listener in config.Listeners)
        {
            Use(listener.Pool, reading.PlaceOf(listener).Of(ListenerKeys.Pool));
            foreach (var route in listener.Routes) Use(route.Pool, reading.PlaceOf(route).Of(RouteKeys.Pool));
        }

        return used;

        void Use(string pool, Place place)
        {
            if (pool.Length == 0 || reading.IsWrong(place)) return;
            used.Add(pool);
            if (known.Contains(pool)) return;
            var nearest = reading.IsFull ? null : NearestName.Of(pool, known);
            reading.Error(
                place, $"there is no pool {pool}",
                nearest is null ? "the name of a pool under pools" : $"did you mean {nearest}?");
        }
    }

    /// <summary>A listener that could not be read may be the one that uses the pool.</summary>
    private static bool HasUnreadableReference(BalancerConfig config, Place listeners, ConfigReading reading) =>
        reading.IsWrong(listeners) || (listeners.Node as MappingNode)?.Entries.Length != config.Listeners.Count
        || config.Listeners.Any(l => l.Pool.Length == 0 || l.Routes.Any(r => r.Pool.Length == 0));

    private static void RefuseUnusedPools(BalancerConfig config, HashSet<string> used, ConfigReading reading)
    {
        foreach (var pool in config.Pools)
        {
            if (used.Contains(pool.Name)) continue;
            reading.KeyError(
                reading.PlaceOf(pool), "no listener uses this pool",
                $"pool: {Words.Show(pool.Name)} in a listener, or remove it");
        }
    }

    /// <summary>Whether the pool was written inline in its listener.</summary>
    private static bool IsInline(Place pool) => pool.Parent!.Path == BalancerKeys.Listeners;
}
