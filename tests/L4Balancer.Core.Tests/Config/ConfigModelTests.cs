using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Tests.Config;

/// <summary>The models of valid configs.</summary>
public sealed class ConfigModelTests
{
    [Test]
    public void The_shortest_file_is_a_listener_with_its_backends()
    {
        var config = Lb.Model("listeners: { db: { bind: \":3306\", backends: [10.0.0.1:3306, 10.0.0.2:3306] } }");

        Assert.That(config.Listeners, Has.Count.EqualTo(1));
        Assert.That(config.Listeners[0].Name, Is.EqualTo("db"));
        Assert.That(config.Listeners[0].Pool, Is.EqualTo("db"));
        Assert.That(config.Listeners[0].Bind, Is.EqualTo(new[] { BindAddress.DualStack(3306) }));
        Assert.That(config.Pools, Has.Count.EqualTo(1));
        Assert.That(config.Pools[0] with { Backends = [] }, Is.EqualTo(new PoolConfig { Name = "db", Backends = [] }));
        Assert.That(config.Pools[0].Backends.Select(b => b.ToString()), Is.EqualTo(new[]
        {
            new BackendConfig { Address = Address("10.0.0.1", 3306) }.ToString(),
            new BackendConfig { Address = Address("10.0.0.2", 3306) }.ToString(),
        }));
    }

    [Test]
    public void Both_forms_of_a_pool_yield_the_same_model()
    {
        var full = Lb.Model("""
            listeners: { a: { bind: ":1", pool: a, backlog: 9 } }
            pools: { a: { policy: first, health: { fall: 9 }, backends: [{ address: h:1, max-connections: 5 }, h:2] } }
            """);
        var inline = Lb.Model("""
            listeners:
              a: { bind: [":1"], policy: first, backlog: 9, health: { fall: 9 },
                   backends: [{ address: "h:1", max-connections: 5 }, h:2] }
            """);
        Assert.That(Lb.Flatten(inline), Is.EqualTo(Lb.Flatten(full)));
    }

    [Test]
    public void Every_key_reaches_its_place_in_the_model()
    {
        var config = Lb.Model(Repository.TextOf("docs", "examples", "full.yaml"));
        var pool = config.Pools.Single(p => p.Name == "cache");

        Assert.That(pool.Policy, Is.EqualTo(PolicyKind.SourceHash));
        Assert.That(pool.LoadFactor, Is.EqualTo(1.25));
        Assert.That(pool.Source.Addresses, Has.Count.EqualTo(3));
        Assert.That(pool.Health, Is.EqualTo(new HealthConfig
        {
            Source = pool.Source,
            Send = ProbeBytes.FromText("PING\r\n"),
            Expect = ProbeBytes.FromText("+PONG"),
            FastInterval = TimeSpan.FromMilliseconds(500),
            Agent = new AgentConfig
            {
                Port = 9909,
                Host = System.Net.IPAddress.Parse("10.0.0.9"),
                Send = ProbeBytes.FromText("cache\n"),
            },
        }));
        Assert.That(pool.Timeouts, Is.EqualTo(new TimeoutsConfig
        {
            ClientIdle = TimeSpan.FromMinutes(10),
            ServerIdle = TimeSpan.FromMinutes(10),
            HalfClosed = TimeSpan.FromSeconds(30),
            Stalled = TimeSpan.FromMinutes(10),
            MaxAge = TimeSpan.FromDays(1),
        }));
        Assert.That(
            pool.Tcp, Is.EqualTo(new TcpConfig { CongestionControl = "cubic", NotsentLowat = 128 * 1024 }));
        Assert.That(pool.FailbackDelay, Is.EqualTo(TimeSpan.FromSeconds(90)));
        Assert.That(pool.Panic, Is.EqualTo(PanicMode.UseAll));
        Assert.That(pool.SlowStart, Is.EqualTo(TimeSpan.FromSeconds(20)));
        Assert.That(pool.Retries, Is.EqualTo(2));
        Assert.That(pool.Backends.Select(b => (b.Tier, b.Weight, b.MaxConnections)), Is.EqualTo(new[]
        {
            (0, 1, 0), (0, 1, 0), (0, 5, 1000), (1, 1, 0), (2, 1, 0),
        }));
        Assert.That(config.Listeners[0].MaxConnections, Is.EqualTo(20_000));
        Assert.That(config.Listeners[0].Bind[1].Address.UnixPath, Is.EqualTo("/run/l4balancer/cache.sock"));
        Assert.That(pool.Required, Is.False);
        AssertSections(config);
    }

    private static void AssertSections(BalancerConfig config)
    {
        var admin = config.Admin!;
        var binds = admin.Bind.Select(b => b.ToString());
        Assert.That(binds, Is.EqualTo(new[] { "unix:/run/l4balancer/admin.sock", "*:9900" }));
        Assert.That(admin.SocketMode, Is.EqualTo(Convert.ToInt32("600", 8)));
        Assert.That(admin.OperatorTokenFile, Is.EqualTo("credential:operator-token"));
        Assert.That(admin.ReaderTokenFile, Is.EqualTo("/etc/l4balancer/reader.token"));
        Assert.That(admin.Tls!.Certificate, Is.EqualTo("/etc/l4balancer/admin.pem"));
        Assert.That(admin.Tls.Key, Is.EqualTo("/etc/l4balancer/admin.key"));
        Assert.That(admin.Hosts, Is.EqualTo(new[] { "lb.example.com" }));
        var log = config.AccessLog!;
        var alone = new AccessLogConfig
        {
            To = "syslog:log.example:514",
            Open = true,
            Interval = TimeSpan.FromMinutes(5),
        };
        Assert.That((log with { Sampling = [] }).IsSame(alone));
        Assert.That(log.Sampling[0].IsSame(new AccessLogRule
        {
            Listener = "cache",
            Pool = "cache",
            Reasons = [CloseReason.ClientClosed, CloseReason.BackendClosed],
            Keep = 0.01,
        }));
        Assert.That(config.Telemetry, Is.EqualTo(new TelemetryConfig
        {
            Otlp = new Uri("http://collector.example:4318"),
            Protocol = OtlpProtocol.HttpProtobuf,
            Interval = TimeSpan.FromSeconds(30),
            TracedSessions = 0.001,
        }));
    }

    [TestCase("0", 0)]
    [TestCase("500ms", 500)]
    [TestCase("2s", 2_000)]
    [TestCase("1m30s", 90_000)]
    [TestCase("1h", 3_600_000)]
    [TestCase("\"1d\"", 86_400_000)]
    [TestCase("23h59m59s999ms", 86_399_999)]
    [TestCase("86400000ms", 86_400_000)]
    public void Duration_is_parsed(string text, double milliseconds) =>
        Assert.That(Lb.Pool($"failback-delay: {text}").FailbackDelay.TotalMilliseconds, Is.EqualTo(milliseconds));

    [TestCase("4KiB", 4096)]
    [TestCase("5000B", 5000)]
    [TestCase("1MiB", 1 << 20)]
    public void Size_is_parsed(string text, int bytes)
    {
        var config = Lb.Model($"buffer-size: {text}\nlisteners: {{ a: {{ bind: ':1', backends: [a:1] }} }}");
        Assert.That(config.BufferSize, Is.EqualTo(bytes));
    }

    [TestCase("10.0.0.1:6379", "10.0.0.1:6379")]
    [TestCase("\"[::1]:6379\"", "[::1]:6379")]
    [TestCase("\"[2001:DB8:0::1]:6379\"", "[2001:db8::1]:6379")]
    [TestCase("unix:/run/x.sock", "unix:/run/x.sock")]
    [TestCase("unix://run/.//x.sock", "unix:/run/x.sock")]
    [TestCase("\"unix:/run/with space.sock\"", "unix:/run/with space.sock")]
    [TestCase("DB-1.Example:5432", "db-1.example:5432")]
    [TestCase("db.example.:5432", "db.example.:5432")]
    [TestCase("3com:1", "3com:1")]
    public void Backend_address_is_parsed(string text, string canonical) =>
        Assert.That(Lb.Pool($"backends: [{text}]").Backends[0].Address.ToString(), Is.EqualTo(canonical));

    [TestCase(":6379", "*:6379", true)]
    [TestCase("*:6379", "*:6379", true)]
    [TestCase("0.0.0.0:6379", "0.0.0.0:6379", false)]
    [TestCase("[::]:6379", "[::]:6379", false)]
    [TestCase("127.0.0.1:0", "127.0.0.1:0", false)]
    [TestCase("unix:/run/x.sock", "unix:/run/x.sock", false)]
    [TestCase("unix:/run//./x.sock", "unix:/run/x.sock", false)]
    public void Bind_address_is_parsed(string text, string canonical, bool isDualStack)
    {
        var bind = Lb.Model($"listeners: {{ a: {{ bind: \"{text}\", backends: [a:1] }} }}").Listeners[0].Bind[0];
        Assert.That(bind.ToString(), Is.EqualTo(canonical));
        Assert.That(bind.IsDualStack, Is.EqualTo(isDualStack));
    }

    [Test]
    public void A_byte_order_mark_and_windows_line_ends_are_accepted() =>
        Assert.That(Lb.Read("\ufefflisteners:\r\n  a:\r\n    bind: ':1'\r\n    backends: [a:1]\r\n").Errors, Is.Empty);

    [Test]
    public void An_empty_section_means_its_defaults() =>
        Assert.That(Lb.Pool("health:", "timeouts: {}", "tcp: ~").Health, Is.EqualTo(new HealthConfig()));

    [Test]
    public void An_alias_stands_for_the_anchored_value()
    {
        var config = Lb.Model("""
            listeners:
              a: { bind: [":1"], pool: p }
              b: { bind: [":2"], pool: q }
            pools:
              p: { timeouts: &idle { client-idle: 2h, server-idle: 3h }, backends: [h:1] }
              q: { timeouts: *idle, backends: [h:2] }
            """);
        Assert.That(config.Pools[1].Timeouts, Is.EqualTo(config.Pools[0].Timeouts));
        Assert.That(config.Pools[1].Timeouts.ClientIdle, Is.EqualTo(TimeSpan.FromHours(2)));
    }

    [Test]
    public void Wildcards_of_two_families_and_free_ports_can_coexist() =>
        Assert.That(Lb.Read("""
            listeners:
              a: { bind: ["0.0.0.0:80", "[::]:80", "127.0.0.1:81", ":0", ":0"], backends: [a:1] }
              b: { bind: ["[::1]:81", "127.0.0.2:81", ":82", "unix:/a", "unix:/b"], backends: [a:1] }
            """).Errors, Is.Empty);

    private static BackendAddress Address(string ip, int port) =>
        BackendAddress.Of(System.Net.IPAddress.Parse(ip), port);
}
