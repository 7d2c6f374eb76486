using System.Globalization;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.MySql;

/// <summary>The logins, the queries and the ends of probes, seen by a real MariaDB.</summary>
[TestFixture, NonParallelizable]
internal sealed class MariaDbLoginTests : MariaDbFixture
{
    [Test]
    public async Task Each_way_of_logging_in_works(
        [Values("native", "curve", "open")] string user, [Values] bool isSecret)
    {
        var outcome = await RunAsync(As(user, isSecret ? Tls : null));
        Assert.That((outcome.IsGood, outcome.Cause), Is.EqualTo((true, "")));
        Assert.That(outcome.Findings?.Role, Is.EqualTo(ServerRole.Primary));
        Assert.That(outcome.Findings?.CertificateExpires, isSecret ? Is.Not.Null : Is.Null);
    }

    [Test]
    public async Task A_server_without_a_trusted_certificate_gets_no_password()
    {
        var outcome = await RunAsync(As("native", Tls with { CaFile = null }));
        Assert.That(outcome.Cause, Does.Contain("certificate"));
        var other = await RunAsync(As("native", Tls with { ServerName = "db.example.com" }));
        Assert.That(other.Cause, Does.StartWith("the certificate is not for db.example.com"));
        var any = await RunAsync(As("native", new ProbeTlsConfig { Verify = TlsVerification.None }));
        Assert.That(any.IsGood, Is.True, any.Cause);
    }

    [Test]
    public async Task A_refused_login_is_said_as_that_without_the_password([Values("native", "curve")] string user)
    {
        var health = As(user) with { Login = new ProbeLoginConfig { User = user, PasswordFile = "wrong" } };
        var outcome = await RunAsync(health);
        Assert.That(outcome.Cause, Does.StartWith($"login refused: Access denied for user '{user}'@"));
        Assert.That(outcome.Cause, Does.EndWith("(1045)").And.Not.Contain("secret"));
    }

    [Test]
    public async Task A_database_that_does_not_exist_is_said_as_that()
    {
        var outcome = await RunAsync(As("native") with { Login = SqlProbes.Login("native", "nowhere") });
        Assert.That(outcome.Cause, Does.StartWith("login refused: ").And.Contains("nowhere"));
    }

    [TestCase("SELECT 41 + 1", "42", "")]
    [TestCase("SELECT 41 + 1", null, "")]
    [TestCase("DO 1", null, "")]
    [TestCase("SELECT 41", "42", "query returned \"41\" instead of \"42\"")]
    [TestCase("SELECT NULL", "42", "query returned NULL instead of \"42\"")]
    [TestCase("SELECT 1 FROM DUAL WHERE FALSE", "1", "query returned no row instead of \"1\"")]
    [TestCase("SELEC 1", "1", "query failed: You have an error in your SQL syntax")]
    [TestCase("SELECT REPEAT('x', 60000) FROM seq_1_to_100", "1", "the query returns more than 1048576 bytes")]
    [TestCase("SELECT REPEAT('x', 70000)", "1", "the answer has a packet of 70004 bytes")]
    [TestCase("SELECT seq FROM seq_5_to_2000", "5", "")]
    public async Task The_answer_to_the_query_decides(string sql, string? expect, string cause)
    {
        var outcome = await RunAsync(new HealthConfig
        {
            Type = ProbeKind.Mysql,
            Login = SqlProbes.Login("native", "test"),
            Query = new ProbeQueryConfig { Sql = sql, Expect = expect },
        });
        Assert.That(outcome.Cause, cause.Length == 0 ? Is.Empty : Does.StartWith(cause));
        Assert.That(outcome.IsGood, Is.EqualTo(cause.Length == 0));
    }

    [Test]
    public async Task A_server_that_is_full_says_so()
    {
        var clients = new List<MariaDbClient>();
        try
        {
            // One after the other, and no probe before all are in: it would take the place of one of them.
            for (var i = 0; i < Places; i++)
            {
                clients.Add(MariaDbClient.Start(Server.Port));
                Assert.That(await clients[^1].AskAsync("SELECT 1;"), Is.EqualTo("1"));
            }

            var outcome = await RunAsync(As("native"));
            Assert.That(outcome.Cause, Is.EqualTo("Too many connections (1040)"));
        }
        finally
        {
            foreach (var client in clients) await client.DisposeAsync();
        }

        // What the server writes about clients that are gone is not for the next test.
        await Eventually.GetAsync(
            "the clients are gone", Loopback.Patience, () => SessionsOfAsync("'app'"), sessions => sessions == "0");
        Assert.That((await RunAsync(As("native"))).Cause, Is.Empty);
    }

    [Test]
    public async Task A_thousand_probes_leave_no_trace()
    {
        await AllHaveEndedAsync();
        var before = (await AbortsAsync(), Server.Log.Length);
        for (var i = 0; i < 1000; i++)
        {
            var outcome = await RunAsync(As(i % 2 == 0 ? "native" : "curve", i % 5 == 0 ? Tls : null));
            Assert.That(outcome.IsGood, Is.True, outcome.Cause);
        }

        await AllHaveEndedAsync();
        Assert.That((await AbortsAsync(), Server.Log.Length), Is.EqualTo(before), string.Join('\n', Server.Log));
    }

    [Test]
    public async Task Without_a_login_the_refusal_shows_that_it_works()
    {
        var outcome = await RunAsync(Nobody);
        Assert.That((outcome.IsGood, outcome.Cause, outcome.Findings?.Role), Is.EqualTo((true, "", (ServerRole?)null)));
        Assert.That((await RunAsync(Nobody with { Tls = Tls })).IsGood, Is.True);
    }

    [Test]
    public async Task An_account_for_probes_without_a_login_makes_them_silent()
    {
        await Server.AskAsRootAsync("CREATE USER l4balancer@'%'");
        await AllHaveEndedAsync();
        var before = (await AbortsAsync(), Server.Log.Length);
        for (var i = 0; i < 100; i++) Assert.That((await RunAsync(Nobody)).IsGood, Is.True);
        await AllHaveEndedAsync();
        Assert.That((await AbortsAsync(), Server.Log.Length), Is.EqualTo(before), string.Join('\n', Server.Log));
        await Server.AskAsRootAsync("DROP USER l4balancer@'%'");
    }

    private static HealthConfig Nobody => new() { Type = ProbeKind.Mysql };

    private async Task<long> AbortsAsync()
    {
        var rows = await Server.AskAsRootAsync(
            "SHOW GLOBAL STATUS WHERE Variable_name IN ('Aborted_connects', 'Aborted_clients')");
        return rows.Split('\n').Sum(row => long.Parse(row.Split('\t')[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Also those of earlier tests that never logged in: the server logs them at their end.</summary>
    private async Task AllHaveEndedAsync() => await Eventually.GetAsync(
        "all sessions have ended", Loopback.Patience,
        () => SessionsOfAsync("'native', 'curve', 'l4balancer', 'unauthenticated user'"), sessions => sessions == "0");

    private Task<string> SessionsOfAsync(string users) => Server.AskAsRootAsync(
        $"SELECT COUNT(*) FROM information_schema.processlist WHERE user IN ({users})");
}
