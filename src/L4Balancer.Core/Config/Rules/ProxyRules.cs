using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Rules for the PROXY protocol.</summary>
internal static class ProxyRules
{
    public static void Check(BalancerConfig config, ConfigReading reading)
    {
        foreach (var listener in config.Listeners)
        {
            var place = reading.PlaceOf(listener);
            if (listener.AcceptProxy is { } accept && !reading.IsDamaged(place))
                CheckAccept(config, listener, accept, place.Of("accept-proxy"), reading);
        }

        foreach (var pool in config.Pools)
        {
            var place = reading.PlaceOf(pool);
            if (reading.IsDamaged(place)) continue;
            if (pool.SendProxy is { } send) CheckSend(send, place.Of(PoolKeys.SendProxy), reading);
            CheckProbes(pool, place.Of("health"), reading);
        }
    }

    private static void CheckAccept(
        BalancerConfig config, ListenerConfig listener, AcceptProxyConfig accept, Place place, ConfigReading reading)
    {
        if (accept.Trusted.Count == 0 && listener.Bind.Any(bind => bind.Address.UnixPath is null))
            reading.KeyError(place.Of(ArrivalKeys.Trusted), "trusts nobody", "the addresses of the proxies in front");
        foreach (var network in accept.Trusted)
        {
            if (network.PrefixLength > 0) continue;
            reading.Warn(
                place.Of(ArrivalKeys.Trusted), $"with {network} every client can claim any address",
                "the addresses of the proxies in front");
        }

        var isSilent = config.Pools.Any(p => p.Name == listener.Pool && p.Protocol == ProtocolKind.Mysql);
        if (accept.Mode == AcceptProxyMode.Optional && isSilent)
        {
            reading.Warn(
                place.Of("mode"),
                "a MySQL server speaks first, so trusted clients without a header wait for it until timeout",
                "mode: required");
        }
    }

    private static void CheckSend(SendProxyConfig send, Place place, ConfigReading reading)
    {
        if (send.Version == ProxyVersion.V1 && send.Tlvs.Count > 0)
            reading.KeyError(place.Of("tlvs"), "version 1 has no fields", "version: v2");
        if (send.Tlvs.Distinct().Count() < send.Tlvs.Count)
            reading.KeyError(place.Of("tlvs"), "names a field twice", "each field once");
    }

    private static void CheckProbes(PoolConfig pool, Place place, ConfigReading reading)
    {
        if (pool.Health.SendProxy == true && pool.SendProxy is null)
            reading.KeyError(place.Of("send-proxy"), "the pool has no send-proxy", "send-proxy: v2 in the pool");
    }
}
