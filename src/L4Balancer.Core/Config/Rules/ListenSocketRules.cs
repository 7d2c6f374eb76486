using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Rules for the options of listening sockets.</summary>
internal static class ListenSocketRules
{
    private static readonly ListenSocketConfig None = new();

    public static void Check(ListenerConfig listener, PoolConfig? pool, Place place, ConfigReading reading)
    {
        var (options, at) = (listener.ListenSocket, place.Of("socket"));
        if (options == None || reading.IsDamaged(at) || reading.IsDamaged(place.Of("bind"))) return;
        if (listener.Bind.All(bind => bind.Address.UnixPath is not null))
        {
            reading.Warn(at, "has no effect on unix sockets", "a bind with an IP address");
            return;
        }

        if (options.Freebind && listener.Bind.All(bind => bind.IsWildcard || bind.Address.UnixPath is not null))
            reading.Warn(at.Of("freebind"), "has no effect on wildcard addresses", "a bind with a single address");
        if (options.FastOpen > 0 && !reading.Kernel.ServesFastOpen)
        {
            reading.Warn(
                at.Of("fast-open"), "has no effect on this machine, where net.ipv4.tcp_fastopen does not contain 2",
                "sysctl net.ipv4.tcp_fastopen=3");
        }

        if (options.DeferAccept > TimeSpan.Zero && pool is not null) WarnOfSilentClients(pool, at, reading);
    }

    /// <summary>A client that waits for the server's greeting sends nothing until then.</summary>
    private static void WarnOfSilentClients(PoolConfig pool, Place at, ConfigReading reading)
    {
        if (pool.Protocol != ProtocolKind.Mysql && pool.Health.Type != ProbeKind.Mysql) return;
        reading.Warn(
            at.Of("defer-accept"),
            "MySQL servers speak first: every client would wait that long for the greeting", "defer-accept: 0");
    }
}
