using System.Net;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Config;

/// <summary>A random kind of probe, with the keys that belong to it.</summary>
internal static class RandomProbes
{
    public static HealthConfig Choose(Random random, HealthConfig health, Func<ProbeBytes?> bytes)
    {
        var type = Any(random, Enum.GetValues<ProbeKind>());
        health = health with { Type = type };
        if (type is not (ProbeKind.None or ProbeKind.Command) && Chance(random))
            health = health with { Host = IPAddress.Parse("10.1.2.3"), Port = random.Next(1, 65_536) };
        return type switch
        {
            ProbeKind.Tcp when Chance(random) => health with { Steps = Steps(random), Tls = Tls(random) },
            ProbeKind.Tcp => health with { Send = bytes(), Expect = bytes() },
            ProbeKind.Mysql or ProbeKind.Postgresql => Sql(random, health) with { Tls = Tls(random) },
            ProbeKind.Redis => health with { Login = Login(random, null), Tls = Tls(random), Redis = Redis(random) },
            ProbeKind.Http => health with { Http = Http(random) },
            ProbeKind.Https => health with { Http = Http(random), Tls = Tls(random) },
            ProbeKind.Tls => health with { Tls = Tls(random) },
            ProbeKind.Command => health with { Command = new(["/bin/a b", "", "-x: \"y\"", "null"]) },
            _ => health,
        };
    }

    private static HealthConfig Sql(Random random, HealthConfig health) => Login(random, "l4 balancer: #") is { } login
        ? health with { Login = login, Query = Query(random) }
        : health;

    private static ProbeQueryConfig? Query(Random random) => Chance(random)
        ? new ProbeQueryConfig { Sql = "SELECT '#: \"x\"'", Expect = Chance(random) ? "1" : null }
        : null;

    private static ProbeLoginConfig? Login(Random random, string? user) => Chance(random)
        ? new ProbeLoginConfig
        {
            User = user,
            PasswordFile = Any(random, "/run/a b", "credential:probe password"),
            Database = Chance(random) ? "null" : null,
        }
        : null;

    private static ProbeTlsConfig? Tls(Random random)
    {
        if (Chance(random)) return null;
        var verify = Any(random, Enum.GetValues<TlsVerification>());
        return new ProbeTlsConfig
        {
            Verify = verify,
            CaFile = verify != TlsVerification.None && Chance(random) ? "/etc/ca #1.pem" : null,
            ServerName = Chance(random) ? "db-1.example" : null,
            Certificate = "/etc/a.pem",
            Key = "/etc/a: key",
        };
    }

    private static RedisProbeConfig? Redis(Random random) => Chance(random)
        ? new RedisProbeConfig
        {
            Cluster = Chance(random),
            Sentinel = Chance(random)
                ? new SentinelConfig
                {
                    Name = "mymaster",
                    At = new([NetAddress.FromIp(IPAddress.Parse("2001:db8::9"), 26379)]),
                    Login = Login(random, "sentinel"),
                }
                : null,
        }
        : null;

    private static HttpProbeConfig? Http(Random random) => Chance(random)
        ? new HttpProbeConfig
        {
            Method = Any(random, "GET", "HEAD"),
            Path = "/health?a=\"b\"&c",
            Host = Chance(random) ? "a.example" : null,
            Headers = Chance(random) ? new(["X-A: b # c", "Authorization: Basic eA=="]) : ValueList<string>.Empty,
            Status = new(new([new StatusRange(200, 200), new StatusRange(300, 399)])),
            Body = Chance(random) ? "ok: #" : null,
        }
        : null;

    private static ValueList<ProbeStep> Steps(Random random) => new(
    [
        new ProbeStep { Send = ProbeBytes.FromText("PING\r\n") },
        new ProbeStep { Expect = new ProbeBytes([0, 255]) },
        new ProbeStep { Contains = ProbeBytes.FromText("role:"), Within = random.Next(1, 65_537) },
        new ProbeStep { Matches = "^a(b|c)*: #$" },
    ]);

    private static T Any<T>(Random random, params T[] values) => values[random.Next(values.Length)];

    private static bool Chance(Random random) => random.Next(2) == 0;
}
