using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Probes;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers;

/// <summary>Probes of real Redis servers.</summary>
[TestFixture, NonParallelizable]
internal sealed class RedisProbingTests
{
    private const string Fill = "for i = 1, 3000 do redis.call('SET', i, string.rep('x', 100)) end return 1";

    private static readonly HealthConfig Plain = new() { Type = ProbeKind.Redis };

    private readonly TempFolder _folder = new();

    [OneTimeTearDown]
    public void Clear() => _folder.Dispose();

    [Test]
    public async Task A_login_needs_its_password_and_no_more_rights_than_two()
    {
        await using var server = (await RedisServer.StartAsync(1))[0];
        using var connection = await RedisConnection.OpenAsync("127.0.0.1", server.Port);
        await connection.AskAsync("ACL", "SETUSER", "probe", "on", ">of the probe", "-@all", "+ping", "+info");
        var login = Login("probe", "of the probe\n");
        var outcome = await TriedProbe.OnceAsync(Plain with { Login = login }, Of(server));
        Assert.That((outcome.Cause, outcome.Findings!.Role), Is.EqualTo(("", (ServerRole?)ServerRole.Primary)));

        var cluster = Plain with { Login = login, Redis = new RedisProbeConfig { Cluster = true } };
        Assert.That(
            (await TriedProbe.OnceAsync(cluster, Of(server))).Cause,
            Does.StartWith("the user of the probe lacks a right: ").And.Contain("'cluster|info'"));
        await connection.AskAsync("ACL", "SETUSER", "probe", "+cluster|info");
        Assert.That(
            (await TriedProbe.OnceAsync(cluster, Of(server))).Cause,
            Is.EqualTo("answers with an error: \"ERR This instance has cluster support disabled\""));

        Assert.That(
            (await TriedProbe.OnceAsync(Plain with { Login = Login("probe", "wrong") }, Of(server))).Cause,
            Is.EqualTo("login refused: wrong user or password (WRONGPASS)"));
        Assert.That(
            (await TriedProbe.OnceAsync(Plain with { Login = Login(null, "any") }, Of(server))).Cause,
            Is.EqualTo("login refused: the server has no password for this user"));
        await connection.AskAsync("CONFIG", "SET", "requirepass", "of all");
        Assert.That(
            (await TriedProbe.OnceAsync(Plain, Of(server))).Cause,
            Is.EqualTo("wants a login, and the probe has none (NOAUTH)"));
        Assert.That(
            (await TriedProbe.OnceAsync(Plain with { Login = Login(null, "of all") }, Of(server))).Cause, Is.Empty);
    }

    [Test]
    public async Task TLS_is_spoken_where_it_is_configured()
    {
        await using var server = (await RedisServer.StartAsync(1))[0];
        using var authority = new TestAuthority(_folder);
        var (certificate, key) = authority.Issue("redis.example", isLoopback: false);
        var port = FreePort.Pick();
        using (var connection = await RedisConnection.OpenAsync("127.0.0.1", server.Port))
        {
            await connection.AskAsync(
                "CONFIG", "SET", "tls-cert-file", certificate, "tls-key-file", key, "tls-ca-cert-file", authority.Pem,
                "tls-auth-clients", "no", "tls-port", $"{port}");
        }

        var tls = new ProbeTlsConfig { CaFile = authority.Pem, ServerName = "redis.example" };
        var outcome = await TriedProbe.OnceAsync(Plain with { Tls = tls, Port = port }, Of(server));
        Assert.That((outcome.Cause, outcome.Findings!.Role), Is.EqualTo(("", (ServerRole?)ServerRole.Primary)));
        Assert.That(outcome.Findings.CertificateExpires, Is.Not.Null);
        Assert.That(
            (await TriedProbe.OnceAsync(Plain with { Tls = tls with { ServerName = null }, Port = port }, Of(server)))
            .Cause,
            Does.StartWith("the certificate is not for 127.0.0.1"));

        // Redis waits for the end of what it takes for a command.
        Assert.That(
            (await TriedProbe.OnceAsync(Plain with { Tls = tls }, Of(server), TimeSpan.FromMilliseconds(300))).Cause,
            Is.EqualTo("probe timed out"));
    }

    [Test]
    public async Task A_replica_loads_then_follows_and_has_no_known_lag_without_its_primary()
    {
        var servers = await RedisServer.StartAsync(2);
        await using var primary = servers[0];
        await using var replica = servers[1];
        using (var connection = await RedisConnection.OpenAsync("127.0.0.1", primary.Port))
            await connection.AskAsync("EVAL", Fill, "0");
        using (var connection = await RedisConnection.OpenAsync("127.0.0.1", replica.Port))
        {
            await connection.AskAsync(
                "CONFIG", "SET", "key-load-delay", "1000", "loading-process-events-interval-bytes", "1024");
            await connection.AskAsync("REPLICAOF", "127.0.0.1", $"{primary.Port}");
        }

        using var probe = new TriedProbe(Plain, Of(replica));
        var causes = new HashSet<string>();
        var follows = await Eventually.GetAsync("it follows", TimeSpan.FromSeconds(60), LookAsync, o => o.IsGood
            && o.Findings!.Lag is not null);
        Assert.That(causes, Does.Contain("loading its data (LOADING)"));
        Assert.That(follows.Findings!.Role, Is.EqualTo(ServerRole.Replica));
        Assert.That(follows.Findings.Lag, Is.LessThan(TimeSpan.FromSeconds(15)));

        await primary.Kill9Async();
        var alone = await Eventually.GetAsync(
            "it has lost its primary", TimeSpan.FromSeconds(60), LookAsync, o => o.Findings?.Lag is null);
        Assert.That((alone.IsGood, alone.Findings!.Role), Is.EqualTo((true, (ServerRole?)ServerRole.Replica)));

        async Task<ProbeOutcome> LookAsync()
        {
            var outcome = await probe.RunAsync();
            causes.Add(outcome.Cause);
            return outcome;
        }
    }

    [Test]
    public async Task After_a_failover_of_the_Sentinels_the_new_primary_is_the_only_one()
    {
        var servers = await RedisServer.StartAsync(2);
        await using var first = servers[0];
        await using var second = servers[1];
        using (var connection = await RedisConnection.OpenAsync("127.0.0.1", second.Port))
            await connection.AskAsync("REPLICAOF", "127.0.0.1", $"{first.Port}");
        RedisSentinel[] sentinels = [new(first.Port), new(first.Port), new(first.Port)];
        await RealServer.StartAllAsync(sentinels);
        try
        {
            var health = Plain with
            {
                Redis = new RedisProbeConfig
                {
                    Sentinel = new SentinelConfig
                    {
                        Name = RedisSentinel.Name,
                        At = new ValueList<NetAddress>(sentinels.Select(Of)),
                    },
                },
            };
            using var ofFirst = new TriedProbe(health, Of(first));
            using var ofSecond = new TriedProbe(health, Of(second));
            await RolesAsync(ofFirst, ServerRole.Primary, ofSecond, ServerRole.Replica);
            await sentinels[0].FailOverAsync();
            await RolesAsync(ofFirst, ServerRole.Replica, ofSecond, ServerRole.Primary);
        }
        finally
        {
            foreach (var sentinel in sentinels) await sentinel.DisposeAsync();
        }
    }

    [Test]
    public async Task A_thousand_probes_leave_no_line_in_the_log_and_each_is_at_most_one_connection()
    {
        await using var server = (await RedisServer.StartAsync(1))[0];
        using (var connection = await RedisConnection.OpenAsync("127.0.0.1", server.Port))
            await connection.AskAsync("ACL", "SETUSER", "probe", "on", ">of the probe", "-@all", "+ping", "+info");

        // Its last line of the start may not have been read yet.
        await Eventually.HoldsAsync(
            () => server.Log.Any(l => l.Contains("Ready to accept connections", StringComparison.Ordinal)),
            () => "Redis says that it is ready");
        var before = server.Log.Length;
        var waiting = TimeWaits.Of(server.Port);
        using var probe = new TriedProbe(Plain with { Login = Login("probe", "of the probe") }, Of(server));
        for (var i = 0; i < 1000; i++) Assert.That((await probe.RunAsync()).Cause, Is.Empty);
        Assert.That(server.Log.Skip(before), Is.Empty);
        TimeWaits.RequireAtMost(1000, server.Port, waiting);
    }

    private static async Task RolesAsync(
        TriedProbe one, ServerRole roleOfOne, TriedProbe other, ServerRole roleOfOther) =>
        await Eventually.GetAsync(
            $"{roleOfOne}, {roleOfOther}", TimeSpan.FromSeconds(90),
            async () => ((await one.RunAsync()).Findings?.Role, (await other.RunAsync()).Findings?.Role),
            roles => roles == (roleOfOne, roleOfOther));

    private static NetAddress Of(RealServer server) => NetAddress.FromIp(System.Net.IPAddress.Loopback, server.Port);

    private ProbeLoginConfig Login(string? user, string password)
    {
        var path = _folder.PathOf($"password-{Guid.NewGuid():N}");
        File.WriteAllText(path, password);
        return new ProbeLoginConfig { User = user, PasswordFile = path };
    }
}
