using System.Net;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Config;

/// <summary>Random values of what happens between the accept of a client and the connect to its backend.</summary>
internal static class RandomArrival
{
    public static ListenerConfig Listener(Random random, ListenerConfig listener) =>
        Prereads(random, Others(random, listener));

    /// <summary>Keys that need others are not there without them.</summary>
    private static ListenerConfig Prereads(Random random, ListenerConfig listener)
    {
        var name = 0;
        var routes = Several(random, 0, () => Route(random, listener.Pool, ++name));
        listener = listener with { Connect = Any<ConnectMoment>(random), Routes = [.. routes] };
        if (listener.WaitsForData) listener = listener with { FirstByteTimeout = Milliseconds(random, 100, 3_600_000) };
        if (routes.Count == 0) return listener;
        return listener with
        {
            PrereadTimeout = Milliseconds(random, 100, 60_000),
            PrereadSize = random.Next(1024, (1 << 20) + 1),
            OnNoRoute = Any<NoRouteAction>(random),
        };
    }

    private static ListenerConfig Others(Random random, ListenerConfig listener) => listener with
    {
        AcceptProxy = Chance(random)
            ? new AcceptProxyConfig
            {
                Mode = Any<AcceptProxyMode>(random),
                Trusted = [.. Several(random, 1, () => Network(random, 10))],
                Timeout = Milliseconds(random, 100, 60_000),
            }
            : null,
        Access = Chance(random) ? Access(random) : null,
        ConnectionRate = Chance(random) ? Rate(random) : null,
        PerSource = Chance(random)
            ? new PerSourceConfig
            {
                Ipv4Prefix = random.Next(1, 33),
                Ipv6Prefix = random.Next(1, 129),
                MaxConnections = random.Next(10_000_001),
                ConnectionRate = Chance(random) ? Rate(random) : null,
            }
            : null,
        RateLimit = Chance(random)
            ? new RateLimitConfig { Session = Bytes(random), Source = Bytes(random), Listener = Bytes(random) }
            : null,
        ListenSocket = new ListenSocketConfig
        {
            Freebind = Chance(random),
            Transparent = Chance(random),
            Interface = Chance(random) ? "eth1" : null,
            Mark = random.Next(),
            FastOpen = random.Next(65_536),
            DeferAccept = TimeSpan.FromSeconds(random.Next(61)),
            Mptcp = Chance(random),
        },
    };

    public static PoolConfig Pool(Random random, PoolConfig pool)
    {
        var made = WithPlaces(random, pool).WithProbesFromSource();
        var isWrong = made.SendProxy is null && made.Health.SendProxy == true;
        return isWrong ? made with { Health = made.Health with { SendProxy = null } } : made;
    }

    private static PoolConfig WithPlaces(Random random, PoolConfig pool) => pool with
    {
        MaxConnections = random.Next(10_000_001),
        MaxPendingConnects = random.Next(10_000_001),
        Queue = Chance(random)
            ? new QueueConfig { Max = random.Next(1, 10_000_001), Timeout = Milliseconds(random, 10, 3_600_000) }
            : null,
        SendProxy = Chance(random) ? SendProxy(random) : null,
        Source = new SourceConfig
        {
            Addresses = [.. Several(random, 0, () => IPAddress.Parse($"10.9.8.{random.Next(1, 255)}"))],
            Ports = Chance(random) ? new PortRange(random.Next(1, 30_000), random.Next(30_000, 65_536)) : null,
            Freebind = Chance(random),
            Interface = Chance(random) ? "eth1" : null,
            Mark = random.Next(),
        },
    };

    /// <summary>With networks, or a file of them.</summary>
    private static AccessConfig Access(Random random)
    {
        var allowFile = Chance(random) ? "/etc/l4balancer/a b#" : null;
        return new AccessConfig
        {
            Allow = [.. Several(random, 0, () => Network(random, 10))],
            Deny = [.. Several(random, allowFile is null ? 1 : 0, () => Network(random, 11))],
            AllowFile = allowFile,
            DenyFile = Chance(random) ? "/etc/l4balancer/denied" : null,
            OnDeny = Any<OnDenyAction>(random),
        };
    }

    private static SendProxyConfig SendProxy(Random random)
    {
        var version = Any<ProxyVersion>(random);
        return new SendProxyConfig
        {
            Version = version,
            Tlvs = version == ProxyVersion.V1 ? [] : [.. Enum.GetValues<ProxyTlv>().Where(_ => Chance(random))],
        };
    }

    /// <param name="number">Of the route: no two are for the same names.</param>
    private static RouteConfig Route(Random random, string pool, int number) => new()
    {
        Sni = [.. Several(random, 1, () => $"{(Chance(random) ? "*." : "")}db-{random.Next(9)}.r{number}.example")],
        Alpn = [.. Several(random, 0, () => Chance(random) ? "h2" : "http/1.1")],
        Pool = pool,
    };

    private static ConnectionRateConfig Rate(Random random) => new()
    {
        Rate = random.Next(1, 10_000_001),
        Burst = Chance(random) ? random.Next(1, 10_000_001) : null,
    };

    private static ByteRateConfig Bytes(Random random) => new()
    {
        Upload = Chance(random) ? random.Next(1024, (1 << 30) + 1) : null,
        Download = Chance(random) ? random.Next(1024, (1 << 30) + 1) : null,
    };

    private static IPNetwork Network(Random random, byte first) => Chance(random)
        ? new IPNetwork(new IPAddress([first, (byte)random.Next(256), 0, 0]), 16)
        : IPNetwork.Parse($"2001:db8:{first:x}{random.Next(256):x2}::/48");

    private static List<T> Several<T>(Random random, int min, Func<T> make) =>
        [.. Enumerable.Range(0, random.Next(min, 4)).Select(_ => make())];

    private static T Any<T>(Random random)
        where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];

    private static bool Chance(Random random) => random.Next(2) == 0;

    private static TimeSpan Milliseconds(Random random, int min, int max) =>
        TimeSpan.FromMilliseconds(random.Next(min, max + 1));
}
