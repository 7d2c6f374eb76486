using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Rules for the limits of a pool, for its queue, and for backends without new sessions.</summary>
internal static class PlaceRules
{
    public static void Check(PoolConfig pool, Place place, ConfigReading reading)
    {
        WarnOfQueueWithoutLimit(pool, place, reading);
        WarnOfLimitThatIsNeverReached(pool, place, reading);
        WarnOfNoWeight(pool, place, reading);
    }

    private static void WarnOfQueueWithoutLimit(PoolConfig pool, Place place, ConfigReading reading)
    {
        if (pool.Queue is null || pool.MaxConnections > 0 || pool.MaxPendingConnects > 0) return;
        if (pool.Health.Agent is not null || reading.IsWrong(place.Of(PoolKeys.Queue))) return; // It may set a limit.
        if (pool.Backends.Any(backend => backend.MaxConnections > 0)) return;
        reading.Warn(
            place.Of(PoolKeys.Queue), "has no effect, because nothing limits the sessions of this pool",
            "max-connections on the pool or its backends, or max-pending-connects");
    }

    private static void WarnOfLimitThatIsNeverReached(PoolConfig pool, Place place, ConfigReading reading)
    {
        if (pool.MaxConnections == 0 || reading.IsWrong(place.Of(PoolKeys.MaxConnections))) return;
        var isKnown = pool.Backends.All(backend => backend.MaxConnections > 0 && backend.Address.Fixed is not null);
        var places = pool.Backends.Sum(backend => (long)backend.MaxConnections);
        if (!isKnown || places >= pool.MaxConnections) return;
        reading.Warn(
            place.Of(PoolKeys.MaxConnections), $"is never reached: its backends have {places} places in total",
            $"at most {places}, or omit it");
    }

    private static void WarnOfNoWeight(PoolConfig pool, Place place, ConfigReading reading)
    {
        if (pool.Backends.Count == 0 || pool.Backends.Any(backend => backend.Weight > 0)) return;
        reading.Warn(
            place.Of(PoolKeys.Backends), "every backend has weight 0, so none gets new sessions",
            "a weight of 1 or more on at least one backend");
    }
}
