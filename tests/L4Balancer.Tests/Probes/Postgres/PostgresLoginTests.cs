using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Postgres;

/// <summary>The logins, the queries and the ends of probes, seen by a real PostgreSQL.</summary>
[TestFixture, NonParallelizable]
internal sealed class PostgresLoginTests : PostgresFixture
{
    [Test]
    public async Task Each_way_of_logging_in_works(
        [Values("scram", "digest", "clear", "trusted")] string user, [Values] bool isSecret)
    {
        var outcome = await RunAsync(As(user, isSecret ? Tls : null));
        Assert.That((outcome.IsGood, outcome.Cause), Is.EqualTo((true, "")));
        Assert.That(outcome.Findings?.Role, Is.EqualTo(ServerRole.Primary));
        Assert.That(outcome.Findings?.CertificateExpires, isSecret ? Is.Not.Null : Is.Null);
    }

    [Test]
    public async Task A_probe_logs_in_again_and_again_and_over_the_unix_socket()
    {
        var probe = Probes.Make(As("scram"));
        for (var i = 0; i < 3; i++)
            Assert.That((await probe.RunAsync(Address, Loopback.Deadline)).IsGood, Is.True);
        var unix = NetAddress.FromUnix(Server.UnixAddress["unix:".Length..]);
        Assert.That((await Probes.RunAsync(As("scram"), unix)).IsGood, Is.True);
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
        var outcome = await RunAsync(As("scram", Tls with { CaFile = null }));
        Assert.That(outcome.Cause, Does.Contain("certificate"));
        var other = await RunAsync(As("scram", Tls with { ServerName = "db.example.com" }));
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
}
