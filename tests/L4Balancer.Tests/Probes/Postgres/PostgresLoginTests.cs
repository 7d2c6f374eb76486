using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Postgres;

/// <summary>The logins, the queries and the ends of probes, seen by a real PostgreSQL.</summary>
[TestFixture, NonParallelizable]
internal sealed class PostgresLoginTests
{
    private const string Password = "a secret of thé probe";

    private static readonly HealthConfig Nobody = new() { Type = ProbeKind.Postgresql };

    private readonly TempFolder _folder = new();
    private PostgresServer _server = null!;
    private SqlProbes _probes = null!;
    private ProbeTlsConfig _tls = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = (await PostgresServer.StartAsync(1))[0];
        var certificate = TestCertificate.Write(_folder, "localhost");
        await SystemUser.OwnAsync("postgres", _folder.Path);
        _tls = new ProbeTlsConfig { CaFile = certificate.Certificate };
        await _server.AskAsync(
            $"ALTER SYSTEM SET ssl_cert_file = '{certificate.Certificate}'",
            $"ALTER SYSTEM SET ssl_key_file = '{certificate.Key}'",
            "ALTER SYSTEM SET ssl = on",
            $"CREATE USER scram PASSWORD '{Password}'", $"CREATE USER clear PASSWORD '{Password}'",
            "CREATE USER trusted", "SET password_encryption = md5", $"CREATE USER digest PASSWORD '{Password}'");
        await _server.SetAccessAsync("""
            host all digest 127.0.0.1/32 md5
            host all clear 127.0.0.1/32 password
            host all trusted 127.0.0.1/32 trust
            host all outcast 127.0.0.1/32 reject
            host all all 127.0.0.1/32 scram-sha-256
            """);
        _probes = new SqlProbes(
            new X509Certificates(certificate.Certificate!), ("scram", Password), ("digest", Password),
            ("clear", Password), ("trusted", ""), ("wrong", "another secret"));
        await _probes.UntilAsync("TLS is on", As("scram", _tls), Address, outcome => outcome.IsGood);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }

    private NetAddress Address => NetAddress.FromIp(System.Net.IPAddress.Loopback, _server.Port);

    [Test]
    public async Task Each_way_of_logging_in_works(
        [Values("scram", "digest", "clear", "trusted")] string user, [Values] bool isSecret)
    {
        var outcome = await RunAsync(As(user, isSecret ? _tls : null));
        Assert.That((outcome.IsGood, outcome.Cause), Is.EqualTo((true, "")));
        Assert.That(outcome.Findings?.Role, Is.EqualTo(ServerRole.Primary));
        Assert.That(outcome.Findings?.CertificateExpires, isSecret ? Is.Not.Null : Is.Null);
    }

    [Test]
    public async Task A_probe_logs_in_again_and_again_and_over_the_unix_socket()
    {
        var probe = _probes.Make(As("scram"));
        for (var i = 0; i < 3; i++)
            Assert.That((await probe.RunAsync(Address, Loopback.Deadline)).IsGood, Is.True);
        var unix = NetAddress.FromUnix(_server.UnixAddress["unix:".Length..]);
        Assert.That((await _probes.RunAsync(As("scram"), unix)).IsGood, Is.True);
    }

    [Test]
    public async Task A_refused_login_is_said_as_that_without_the_password(
        [Values("scram", "digest", "clear")] string user)
    {
        var health = As(user) with { Login = new ProbeLoginConfig { User = user, PasswordFile = "wrong" } };
        health = health with { Login = health.Login! with { Database = "postgres" } };
        var outcome = await RunAsync(health);
        Assert.That(outcome.Cause, Is.EqualTo(
            $"login refused: password authentication failed for user \"{user}\" (28P01)"));
    }

    [Test]
    public async Task A_missing_password_database_or_permission_is_said_as_that()
    {
        var none = As("scram") with { Login = new ProbeLoginConfig { User = "scram" } };
        Assert.That((await RunAsync(none)).Cause, Is.EqualTo("login refused: the server wants a password"));
        var nowhere = As("trusted") with { Login = SqlProbes.Login("trusted", "nowhere") };
        Assert.That((await RunAsync(nowhere)).Cause,
            Is.EqualTo("login refused: database \"nowhere\" does not exist (3D000)"));
        var outcast = As("outcast") with { Login = new ProbeLoginConfig { User = "outcast", Database = "postgres" } };
        Assert.That((await RunAsync(outcast)).Cause,
            Does.StartWith("login refused: pg_hba.conf rejects connection").And.EndWith("(28000)"));
    }

    [Test]
    public async Task A_server_without_a_trusted_certificate_gets_no_password()
    {
        var outcome = await RunAsync(As("scram", _tls with { CaFile = null }));
        Assert.That(outcome.Cause, Does.Contain("certificate"));
        var other = await RunAsync(As("scram", _tls with { ServerName = "db.example.com" }));
        Assert.That(other.Cause, Does.StartWith("the certificate is not for db.example.com"));
    }

    [TestCase("SELECT 41 + 1", "42", "")]
    [TestCase("SELECT 41 + 1", null, "")]
    [TestCase("SET work_mem = '4MB'", null, "")]
    [TestCase("SELECT generate_series(5, 2000)", "5", "")]
    [TestCase("SELECT 41", "42", "query returned \"41\" instead of \"42\"")]
    [TestCase("SELECT NULL", "42", "query returned NULL instead of \"42\"")]
    [TestCase("SELECT 1 WHERE FALSE", "1", "query returned no row instead of \"1\"")]
    [TestCase("SELEC 1", "1", "query failed: syntax error at or near \"SELEC\" (42601)")]
    [TestCase("COPY pg_temp.t FROM STDIN", "1", "query failed: ")]
    [TestCase("SELECT repeat('x', 60000) FROM generate_series(1, 100)", "1",
        "the query returns more than 1048576 bytes")]
    [TestCase("SELECT repeat('x', 70000)", "1", "the answer has a message of 70010 bytes")]
    public async Task The_answer_to_the_query_decides(string sql, string? expect, string cause)
    {
        var outcome = await RunAsync(As("scram") with { Query = new ProbeQueryConfig { Sql = sql, Expect = expect } });
        Assert.That(outcome.Cause, cause.Length == 0 ? Is.Empty : Does.StartWith(cause));
        Assert.That(outcome.IsGood, Is.EqualTo(cause.Length == 0));
    }

    [Test]
    public async Task A_thousand_probes_with_and_without_a_login_leave_no_line([Values] bool logsIn)
    {
        var before = _server.Log.Length;
        HealthConfig[] ways = logsIn
            ? [As("scram"), As("digest"), As("trusted"), As("scram", _tls)]
            : [Nobody, Nobody, Nobody, Nobody with { Tls = _tls }];
        for (var i = 0; i < 1000; i++)
        {
            var outcome = await RunAsync(ways[i % ways.Length]);
            Assert.That(outcome.IsGood, Is.True, outcome.Cause);
        }

        await Eventually.GetAsync(
            "all sessions have ended", Loopback.Patience,
            () => _server.AskAsync(
                "SELECT COUNT(*) FROM pg_stat_activity"
                + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"),
            sessions => sessions == "0");
        Assert.That(_server.Log.Skip(before).Where(line => !line.Contains("checkpoint")), Is.Empty);
    }

    private static HealthConfig As(string user, ProbeTlsConfig? tls = null) =>
        new() { Type = ProbeKind.Postgresql, Login = SqlProbes.Login(user, "postgres"), Tls = tls };

    private Task<ProbeOutcome> RunAsync(HealthConfig health) => _probes.RunAsync(health, Address);
}
