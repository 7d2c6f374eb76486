using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Tests.Config;

/// <summary>The sections of a random config that say nothing of where sessions go.</summary>
internal static class RandomSections
{
    public static AdminConfig Admin(Random random, Func<BindAddress> bind) => new()
    {
        Bind = Several(random, 1, bind),
        SocketMode = random.Next(64) << 3,
        // One token at least, since an address may be beyond this machine.
        OperatorTokenFile = Secret(random),
        ReaderTokenFile = Chance(random) ? Secret(random) : null,
        Tls = Chance(random) ? new AdminTlsConfig { Certificate = "/a b#.pem", Key = "/\u00e4: key" } : null,
        Hosts = Several(random, 0, () => $"lb-{random.Next(9)}.example"),
    };

    public static AccessLogConfig AccessLog(Random random, IReadOnlyList<string> names) => new()
    {
        To = Any(random, "stdout", "syslog", "syslog:[2001:db8::1]:514", "syslog:LOG.example:514", "/var/log/a \"b\""),
        Open = Chance(random),
        Interval = TimeSpan.FromSeconds(random.Next(86_401)),
        Sampling = Several(random, 0, () => Rule(random, names)),
    };

    public static TelemetryConfig Telemetry(Random random) => new()
    {
        Otlp = new Uri(Any(random, "http://localhost:4317", "https://[::1]:4318/v1?key=a%20b&c#d", "http://H")),
        Protocol = Any(random, Enum.GetValues<OtlpProtocol>()),
        Interval = TimeSpan.FromMilliseconds(random.Next(1000, 3_600_001)),
        TracedSessions = random.NextDouble(),
    };

    public static IReadOnlyList<HookConfig> Hooks(Random random, IReadOnlyList<string> pools) =>
        [.. Enumerable.Range(0, random.Next(3)).Select(index => Hook(random, $"h{index}", pools))];

    private static HookConfig Hook(Random random, string name, IReadOnlyList<string> pools)
    {
        var isCommand = Chance(random);
        return new HookConfig
        {
            Name = name,
            On = [HookEvent.BackendDown, .. Several(random, 0, () => Any(random, Enum.GetValues<HookEvent>()))],
            Pools = Several(random, 0, () => Any(random, [.. pools])),
            Command = isCommand
                ? ["/bin/a b", .. Several(random, 0, () => Any(random, "", "-x", "null", "a: \"b\" #\n", "\u00e4"))]
                : null,
            Url = isCommand ? null : new Uri(Any(random, "https://chat.example/hooks/k?a=b#c", "http://[::1]:8080")),
            Timeout = TimeSpan.FromMilliseconds(random.Next(100, 3_600_001)),
            MaxRunning = random.Next(1, Limits.HooksRunningMax + 1),
        };
    }

    private static AccessLogRule Rule(Random random, IReadOnlyList<string> names) => new()
    {
        Listener = Chance(random) ? Any(random, [.. names]) : null,
        Pool = Chance(random) ? Any(random, [.. names]) : null,
        Reasons = Several(random, 0, () => Any(random, [.. CloseReasons.All])),
        Keep = Chance(random) ? random.Next(2) : random.NextDouble(),
    };

    private static string Secret(Random random) => Any(random, "/run/token", "credential:admin token");

    private static List<T> Several<T>(Random random, int min, Func<T> make) =>
        [.. Enumerable.Range(0, random.Next(min, 4)).Select(_ => make())];

    private static T Any<T>(Random random, params T[] values) => values[random.Next(values.Length)];

    private static bool Chance(Random random) => random.Next(2) == 0;
}
