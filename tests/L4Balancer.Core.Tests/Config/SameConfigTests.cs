using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Tests.Config;

/// <summary>Equality of sections: a reload leaves equal ones alone.</summary>
public sealed class SameConfigTests
{
    [TestCaseSource(nameof(Admins))]
    public void Admin_is_equal_only_if_every_value_is(AdminConfig other) =>
        AssertDiffers(Admin(), Admin(), other, (a, b) => a.IsSame(b));

    [TestCaseSource(nameof(AccessLogs))]
    public void Access_log_is_equal_only_if_every_value_is(AccessLogConfig other) =>
        AssertDiffers(AccessLog(), AccessLog(), other, (a, b) => a.IsSame(b));

    [TestCaseSource(nameof(Telemetries))]
    public void Telemetry_is_equal_only_if_every_value_is(TelemetryConfig other) =>
        AssertDiffers(Telemetry(), Telemetry(), other, (a, b) => a == b);

    [TestCaseSource(nameof(Hooks))]
    public void Hook_is_equal_only_if_every_value_is(HookConfig other) =>
        AssertDiffers(Hook(), Hook(), other, (a, b) => a.IsSame(b));

    [TestCaseSource(nameof(Listeners))]
    public void Listener_is_equal_only_if_every_value_is(ListenerConfig other) =>
        AssertDiffers(Listener(), Listener(), other, (a, b) => a.IsSame(b));

    [TestCaseSource(nameof(Balancers))]
    public void Config_is_equal_only_if_every_part_is(BalancerConfig other) =>
        AssertDiffers(Balancer(), Balancer(), other, (a, b) => a.IsSame(b));

    private static IEnumerable<AdminConfig> Admins() =>
    [
        Admin() with { Bind = [.. Admin().Bind, BindAddress.DualStack(3)] },
        Admin() with { Bind = [BindAddress.DualStack(3)] },
        Admin() with { SocketMode = 1 },
        Admin() with { OperatorTokenFile = null },
        Admin() with { ReaderTokenFile = "/other" },
        Admin() with { Tls = null },
        Admin() with { Tls = new AdminTlsConfig { Certificate = "/c", Key = "/other" } },
        Admin() with { Hosts = [] },
        Admin() with { Hosts = ["other.example"] },
    ];

    private static IEnumerable<AccessLogConfig> AccessLogs()
    {
        var rule = AccessLog().Sampling[0];
        AccessLogRule[] rules =
        [
            rule with { Listener = null }, rule with { Pool = "other" }, rule with { Keep = 0 },
            rule with { Reasons = [] }, rule with { Reasons = [CloseReason.MaxAge] },
        ];
        return
        [
            AccessLog() with { To = "syslog" },
            AccessLog() with { Open = true },
            AccessLog() with { Interval = TimeSpan.FromSeconds(1) },
            AccessLog() with { Sampling = [] },
            AccessLog() with { Sampling = [rule, rule] },
            .. rules.Select(r => AccessLog() with { Sampling = [r] }),
        ];
    }

    private static IEnumerable<TelemetryConfig> Telemetries() =>
    [
        Telemetry() with { Otlp = new Uri("http://c:2") },
        Telemetry() with { Protocol = OtlpProtocol.HttpProtobuf },
        Telemetry() with { Interval = TimeSpan.FromSeconds(1) },
        Telemetry() with { TracedSessions = 0.2 },
    ];

    private static IEnumerable<HookConfig> Hooks() =>
    [
        Hook() with { Name = "other" },
        Hook() with { On = [HookEvent.BackendUp] },
        Hook() with { Pools = [] },
        Hook() with { Command = ["/c", "other"] },
        Hook() with { Command = null },
        Hook() with { Command = null, Url = new Uri("http://c") },
        Hook() with { Timeout = TimeSpan.FromSeconds(1) },
        Hook() with { MaxRunning = 2 },
    ];

    private static IEnumerable<ListenerConfig> Listeners() =>
    [
        Listener() with { Name = "other" },
        Listener() with { Bind = [BindAddress.DualStack(2)] },
        Listener() with { Pool = "other" },
        Listener() with { MaxConnections = 1 },
        Listener() with { Backlog = 1 },
    ];

    private static IEnumerable<BalancerConfig> Balancers() =>
    [
        Balancer() with { Engine = EngineKind.Portable },
        Balancer() with { Workers = 2 },
        Balancer() with { Listeners = [] },
        Balancer() with { Listeners = [Listener() with { Backlog = 1 }] },
        Balancer() with { Pools = [] },
        Balancer() with { Pools = [Balancer().Pools[0] with { Retries = 1 }] },
        Balancer() with { Pools = [Balancer().Pools[0] with { Backends = [] }] },
        Balancer() with { Admin = null },
        Balancer() with { Admin = Admin() with { SocketMode = 1 } },
        Balancer() with { AccessLog = null },
        Balancer() with { AccessLog = AccessLog() with { Open = true } },
        Balancer() with { Telemetry = null },
        Balancer() with { Hooks = [] },
        Balancer() with { Hooks = [Hook() with { MaxRunning = 2 }] },
    ];

    private static void AssertDiffers<T>(T one, T same, T other, Func<T, T, bool> isSame)
    {
        Assert.That(isSame(one, same), Is.True);
        Assert.That(isSame(one, other), Is.False);
        Assert.That(isSame(other, one), Is.False);
    }

    private static AdminConfig Admin() => new()
    {
        Bind = [BindAddress.DualStack(2)],
        OperatorTokenFile = "/t",
        Tls = new AdminTlsConfig { Certificate = "/c", Key = "/k" },
        Hosts = ["lb.example"],
    };

    private static AccessLogConfig AccessLog() => new()
    {
        To = "stdout",
        Sampling = [new() { Listener = "l", Pool = "p", Reasons = [CloseReason.Drained], Keep = 0.5 }],
    };

    private static TelemetryConfig Telemetry() => new() { Otlp = new Uri("http://c:1") };

    private static HookConfig Hook() =>
        new() { Name = "h", On = [HookEvent.BackendDown], Pools = ["p"], Command = ["/c", "a"] };

    private static ListenerConfig Listener() => new() { Name = "l", Bind = [BindAddress.DualStack(1)], Pool = "p" };

    private static BalancerConfig Balancer() => new()
    {
        Listeners = [Listener()],
        Pools = [new() { Name = "p", Backends = [new() { Address = BackendAddress.Of(IPAddress.Loopback, 1) }] }],
        Admin = Admin(),
        AccessLog = AccessLog(),
        Telemetry = Telemetry(),
        Hooks = [Hook()],
    };
}
