using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Rules for the source of a pool's connects.</summary>
internal static class SourceRules
{
    private const string Source = "source";

    public static void Check(PoolConfig pool, Place place, ConfigReading reading)
    {
        var (source, at) = (pool.Source, place.Of(Source));
        if (source == SourceConfig.Kernel || reading.IsDamaged(at)) return;
        WarnOfSameAddresses(source, at, reading);
        if (source is { Transparent: true, Addresses.Count: > 0 })
        {
            reading.KeyError(
                at.Of("addresses"), "has no effect, because the source is transparent: each client's own address",
                "addresses, or transparent");
        }

        if (source is { Freebind: true, Addresses.Count: 0 })
            reading.Warn(at.Of("freebind"), "has no effect without addresses", "addresses of this machine to be");
        if (!reading.IsDamaged(place.Of("backends"))) WarnOfBackends(pool, at, reading);
    }

    /// <summary>Transparent sources need a client whose address is known.</summary>
    public static void WarnOfClients(BalancerConfig config, ConfigReading reading)
    {
        var transparent = config.Pools.Where(pool => pool.Source.Transparent).Select(pool => pool.Name).ToHashSet();
        if (transparent.Count == 0) return;
        foreach (var listener in config.Listeners)
        {
            var name = listener.Routes.Select(route => route.Pool).Prepend(listener.Pool)
                .FirstOrDefault(transparent.Contains);
            var unix = listener.Bind.FirstOrDefault(bind => bind.Address.UnixPath is not null);
            if (name is null || unix is null || listener.AcceptProxy is not null) continue;
            reading.Warn(
                reading.PlaceOf(unix),
                $"pool {name} has a transparent source, and clients of a unix socket have no address: they are refused",
                "accept-proxy, or an IP address");
        }
    }

    private static void WarnOfSameAddresses(SourceConfig source, Place at, ConfigReading reading)
    {
        var seen = new HashSet<IPAddress>();
        foreach (var ip in source.Addresses)
        {
            if (!seen.Add(ip)) reading.Warn(at.Of("addresses"), $"{ip} is there twice", "each address once");
        }
    }

    private static void WarnOfBackends(PoolConfig pool, Place at, ConfigReading reading)
    {
        var backends = pool.Backends.Select(backend => backend.Address).ToList();
        if (backends.Count > 0 && backends.TrueForAll(address => address.Fixed?.UnixPath is not null))
        {
            reading.Warn(at, "has no effect on unix sockets", "backends with IP addresses");
            return;
        }

        if (pool.Source.Addresses.Count == 0) return;
        foreach (var address in backends)
        {
            if (address.Fixed?.Ip is not { } ip) continue;
            if (pool.Source.Addresses.Any(own => own.AddressFamily == ip.AddressFamily)) continue;
            var family = ip.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
            reading.Warn(
                at.Of("addresses"),
                $"has no {family} address for backend {Words.Show(address.ToString())}: the kernel chooses its source",
                "an address of each family that backends have");
            return;
        }
    }
}
