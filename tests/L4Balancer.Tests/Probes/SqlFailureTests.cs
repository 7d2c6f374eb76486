using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes;

/// <summary>Servers that fail in the middle of every message of a probe; none leaves anything behind.</summary>
internal sealed class SqlFailureTests
{
    private const string Password = "secret";

    private static readonly HealthConfig MySql = new() { Type = ProbeKind.Mysql, Login = SqlProbes.Login("probe") };

    private static readonly HealthConfig Postgres =
        new() { Type = ProbeKind.Postgresql, Login = SqlProbes.Login("probe") };

    private readonly SqlProbes _probes = new(null, ("probe", Password));

    [Test]
    public async Task A_server_that_fails_after_any_byte_is_an_outcome(
        [Values(ProbeKind.Mysql, ProbeKind.Postgresql)] ProbeKind kind,
        [Values(Misbehaviour.Close, Misbehaviour.Reset, Misbehaviour.Garbage)] Misbehaviour misbehaviour)
    {
        var health = kind == ProbeKind.Mysql ? MySql : Postgres;
        await using var server = Fake(health);
        var all = await SentByGoodProbeAsync(server, health);

        // The last bytes are flags of the server, which mean nothing to a probe.
        if (misbehaviour == Misbehaviour.Garbage) all -= 8;
        for (var after = 0; after < all; after++)
        {
            server.Fault = new ServerFault(misbehaviour, after);
            var outcome = await _probes.RunAsync(health, server.Address);
            Assert.That(outcome.IsGood, Is.False, $"after {after} of {all} bytes");
            Assert.That(outcome.Cause, Is.Not.Empty.And.Not.Contain("Exception"), $"after {after} of {all} bytes");
        }

        await AssertNothingIsLeftAsync(server);
    }

    [Test]
    public async Task A_probe_of_a_server_that_hangs_after_any_byte_can_be_cancelled(
        [Values(ProbeKind.Mysql, ProbeKind.Postgresql)] ProbeKind kind)
    {
        var health = kind == ProbeKind.Mysql ? MySql : Postgres;
        await using var server = Fake(health);
        var all = await SentByGoodProbeAsync(server, health);
        for (var after = 0; after < all; after += 7)
        {
            server.Fault = new ServerFault(Misbehaviour.Hang, after);
            using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));
            Assert.That(
                async () => await _probes.RunAsync(health, server.Address, timeout.Token),
                Throws.InstanceOf<OperationCanceledException>());
        }

        await AssertNothingIsLeftAsync(server);
    }

    [Test]
    public async Task Rows_without_end_are_an_outcome_and_not_all_memory()
    {
        await using var mySql = Fake(MySql);
        ((FakeMySqlServer)mySql).IsEndless = true;
        var outcome = await _probes.RunAsync(MySql, mySql.Address);
        Assert.That(outcome.Cause, Is.EqualTo("the query returns more than 1048576 bytes"));
        await using var postgres = Fake(Postgres);
        ((FakePostgresServer)postgres).IsEndless = true;
        outcome = await _probes.RunAsync(Postgres, postgres.Address);
        Assert.That(outcome.Cause, Is.EqualTo("the query returns more than 1048576 bytes"));
        await AssertNothingIsLeftAsync(mySql);
        await AssertNothingIsLeftAsync(postgres);
    }

    [TestCase("57P03", "the database system is starting up")]
    [TestCase("57P03", "the database system is shutting down")]
    [TestCase("53300", "sorry, too many clients already")]
    public async Task PostgreSQL_that_cannot_serve_is_bad_in_its_own_words(string code, string text)
    {
        await using var server = new FakePostgresServer { Says = FakePostgresServer.Error(code, text) };
        var nobody = new HealthConfig { Type = ProbeKind.Postgresql };
        Assert.That((await _probes.RunAsync(Postgres, server.Address)).Cause, Is.EqualTo($"{text} ({code})"));
        Assert.That((await _probes.RunAsync(nobody, server.Address)).Cause, Is.EqualTo($"{text} ({code})"));
    }

    [TestCase("Ecould not fork new process for connection\0", "could not fork new process for connection")]
    [TestCase("HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak the PostgreSQL protocol")]
    public async Task Other_answers_are_said_as_what_they_are(string says, string cause)
    {
        await using var server = new FakePostgresServer { Says = Encoding.ASCII.GetBytes(says) };
        Assert.That((await _probes.RunAsync(Postgres, server.Address)).Cause, Is.EqualTo(cause));
    }

    [Test]
    public async Task A_server_without_TLS_gets_no_password()
    {
        await using var server = new FakePostgresServer { Says = "N"u8.ToArray() };
        var outcome = await _probes.RunAsync(Postgres with { Tls = new ProbeTlsConfig() }, server.Address);
        Assert.That(outcome.Cause, Is.EqualTo("the server offers no TLS"));
        await using var injected = new FakePostgresServer { Says = "SR"u8.ToArray() };
        outcome = await _probes.RunAsync(Postgres with { Tls = new ProbeTlsConfig() }, injected.Address);
        Assert.That(outcome.Cause, Is.Not.Empty);
    }

    private static FakeSqlServer Fake(HealthConfig health)
    {
        if (health.Type == ProbeKind.Postgresql) return new FakePostgresServer();
        var server = new FakeMySqlServer(Password) { Remembers = true };
        server.Answers["SHOW GLOBAL VARIABLES"] = [["Variable_name", "Value"], ["read_only", "OFF"]];
        return server;
    }

    private async Task<int> SentByGoodProbeAsync(FakeSqlServer server, HealthConfig health)
    {
        var outcome = await _probes.RunAsync(health, server.Address);
        Assert.That(outcome.IsGood, Is.True, outcome.Cause);
        await Eventually.HoldsAsync(() => server is { Open: 0, SentLast: > 0 }, () => "the session has ended");
        return server.SentLast;
    }

    private async Task AssertNothingIsLeftAsync(FakeSqlServer server)
    {
        await Eventually.HoldsAsync(() => server.Open == 0, () => "the connections have ended");
        Assert.That(_probes.Faults.Lines, Is.Empty);
    }
}
