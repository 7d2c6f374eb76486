using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Rules for what is read of clients before a backend is picked.</summary>
internal static class RouteRules
{
    private static readonly ListenerConfig Defaults = new() { Name = "", Bind = [], Pool = "" };

    public static void Check(BalancerConfig config, ConfigReading reading)
    {
        foreach (var listener in config.Listeners)
        {
            var place = reading.PlaceOf(listener);
            if (reading.IsDamaged(place)) continue;
            RefuseKeysWithoutRoutes(listener, place, reading);
            new RouteOrder(reading).Check(listener.Routes);
            WarnOfSilence(config, listener, place, reading);
        }
    }

    private static void RefuseKeysWithoutRoutes(ListenerConfig listener, Place place, ConfigReading reading)
    {
        if (listener.Routes.Count == 0)
        {
            const string Why = "has no effect without routes";
            if (listener.PrereadTimeout != Defaults.PrereadTimeout) Refuse("preread-timeout", Why);
            if (listener.PrereadSize != Defaults.PrereadSize) Refuse("preread-size", Why);
            if (listener.OnNoRoute != Defaults.OnNoRoute) Refuse("on-no-route", Why);
        }

        if (!listener.WaitsForData && listener.FirstByteTimeout != Defaults.FirstByteTimeout)
            Refuse("first-byte-timeout", "has no effect without routes or connect: on-data");

        void Refuse(string key, string why) => reading.KeyError(place.Of(key), why, "remove it, or add routes");
    }

    private static void WarnOfSilence(
        BalancerConfig config, ListenerConfig listener, Place place, ConfigReading reading)
    {
        if (!listener.WaitsForData) return;
        var isForRoutes = listener.Routes.Count > 0;
        if (isForRoutes && listener.Connect == ConnectMoment.OnData)
            reading.Warn(place.Of("connect"), "has no effect: routes wait for the first bytes anyway", "remove it");
        foreach (var pool in config.Pools)
        {
            if (pool.Protocol != ProtocolKind.Mysql && pool.Health.Type != ProbeKind.Mysql) continue;
            if (pool.Name != listener.Pool && !listener.Routes.Any(r => r.Pool == pool.Name)) continue;
            reading.Warn(
                place.Of(isForRoutes ? ListenerKeys.Routes : "connect"),
                $"a MySQL server speaks first, so clients of pool {Words.Show(pool.Name)} wait for it in vain until "
                + "first-byte-timeout",
                isForRoutes ? "a listener of its own for the pool" : "connect: at-once");
        }
    }
}
