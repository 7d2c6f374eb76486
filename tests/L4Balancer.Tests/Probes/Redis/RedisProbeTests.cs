using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Redis;

/// <summary>The probe of Redis against answers that a real one gives only in trouble, and against others.</summary>
internal sealed class RedisProbeTests
{
    private const string Rest = "+OK\r\n";

    private static readonly HealthConfig Plain = new() { Type = ProbeKind.Redis };

    private static readonly TestCaseData[] BadAnswers =
    [
        Bad("-LOADING Redis is loading the dataset in memory\r\n", "loading its data (LOADING)"),
        Bad("-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.\r\n",
            "a replica that refuses to answer without its primary (MASTERDOWN)"),
        Bad("-NOAUTH Authentication required.\r\n", "wants a login, and the probe has none (NOAUTH)"),
        Bad("-DENIED Redis is running in protected mode\r\n", "refuses this machine: protected mode (DENIED)"),
        Bad("+PONG\r\n-NOPERM User p has no permissions to run the 'info' command\r\n",
            "the user of the probe lacks a right: \"NOPERM User p has no permissions to run the 'info' command\""),
        Bad("-ERR max number of clients reached\r\n",
            "answers with an error: \"ERR max number of clients reached\""),
        Bad("HTTP/1.1 400 Bad Request\r\n", "the answer is not that of Redis: \"HTTP/1.1 400 Bad Request\""),
        Bad("\r\n", "the answer is not that of Redis"),
        Bad("+PONG\r\n$-5\r\n", "the answer is not that of Redis: $-5"),
        Bad("+PONG\r\n$99999999\r\n", "the answer is not that of Redis: $99999999"),
        Bad("*1000000\r\n", "the answer is not that of Redis: *1000000"),
        Bad("+PING\r\n", "answers PING with \"PING\""),
        Bad("+PONG\r\n$20\r\nrole:ma", "closed in the middle of an answer"),
        Bad("+PONG\r\n", "closed without an answer"),
        Bad("", "closed without an answer"),
        Bad(new string('x', 100_000), "the answer is longer than 4096 bytes"),
    ];

    private readonly TempFolder _folder = new();

    [OneTimeTearDown]
    public void Clear() => _folder.Dispose();

    [TestCaseSource(nameof(BadAnswers))]
    public async Task A_bad_answer_is_said_in_an_operators_words(string answer, string cause)
    {
        await using var server = FakeServer.Answers(("QUIT", answer));
        Assert.That(await TriedProbe.OnceAsync(Plain, server.Address), Is.EqualTo(ProbeOutcome.Bad(cause)));
    }

    [TestCase("role:master\r\nconnected_slaves:0\r\n", ServerRole.Primary, null)]
    [TestCase("role:slave\r\nmaster_link_status:up\r\nmaster_last_io_seconds_ago:3\r\n", ServerRole.Replica, 3)]
    [TestCase("role:slave\r\nmaster_link_status:down\r\nmaster_last_io_seconds_ago:-1\r\n", ServerRole.Replica, null)]
    [TestCase("role:slave\r\nmaster_link_status:down\r\nmaster_last_io_seconds_ago:3\r\n", ServerRole.Replica, null)]
    [TestCase("role:something\r\n", null, null)]
    public async Task Role_and_lag_are_found(string info, ServerRole? role, int? seconds)
    {
        await using var server = FakeServer.Answers(("QUIT", $"+PONG\r\n{Bulk(info)}{Rest}"));
        var outcome = await TriedProbe.OnceAsync(Plain, server.Address);
        Assert.That(outcome.IsGood, Is.True, outcome.Cause);
        Assert.That(outcome.Findings!.Role, Is.EqualTo(role));
        Assert.That(outcome.Findings.Lag, Is.EqualTo(seconds is { } s ? TimeSpan.FromSeconds(s) : (TimeSpan?)null));
        await Eventually.HoldsAsync(() => !server.Ends.IsEmpty, () => "the end");
        Assert.That(server.Ends, Is.EqualTo(new[] { StreamEnd.Fin }));
    }

    [TestCase("cluster_state:ok\r\n", "")]
    [TestCase("cluster_state:fail\r\n", "cluster_state is fail")]
    [TestCase("", "cluster_state is unknown")]
    public async Task A_cluster_must_be_ok(string state, string cause)
    {
        await using var server =
            FakeServer.Answers(("QUIT", $"+PONG\r\n{Bulk("role:master\r\n")}{Bulk(state)}{Rest}"));
        var health = Plain with { Redis = new RedisProbeConfig { Cluster = true } };
        Assert.That((await TriedProbe.OnceAsync(health, server.Address)).Cause, Is.EqualTo(cause));
    }

    [TestCase("-WRONGPASS invalid username-password pair or user is disabled.\r\n",
        "login refused: wrong user or password (WRONGPASS)")]
    [TestCase("-ERR invalid password\r\n", "login refused: wrong password")]
    [TestCase("-ERR Client sent AUTH, but no password is set\r\n",
        "login refused: the server has no password for this user")]
    [TestCase("-LOADING Redis is loading\r\n", "loading its data (LOADING)")]
    public async Task A_refused_login_is_said_as_that(string answer, string cause)
    {
        var health = Plain with { Login = Login("monitor") };
        await using var server = FakeServer.Answers(("$8\r\nhu$h-hu\"\r\n", answer));
        var outcome = await TriedProbe.OnceAsync(health, server.Address);
        Assert.That(outcome, Is.EqualTo(ProbeOutcome.Bad(cause)));
        Assert.That(server.Heard, Is.EqualTo(
            new[] { "*3\r\n$4\r\nAUTH\r\n$7\r\nmonitor\r\n$8\r\nhu$h-hu\"\r\n" }));
    }

    [Test]
    public async Task A_server_that_resets_or_hangs_is_bad()
    {
        await using var resetting = new FakeServer((client, _) =>
        {
            client.Reset();
            return Task.CompletedTask;
        });
        Assert.That(
            await TriedProbe.OnceAsync(Plain, resetting.Address), Is.EqualTo(ProbeOutcome.Bad("connection reset")));
        await using var hung = new FakeServer((_, stop) => Task.Delay(Timeout.Infinite, stop));
        Assert.That(
            await TriedProbe.OnceAsync(Plain, hung.Address, TimeSpan.FromMilliseconds(100)),
            Is.EqualTo(ProbeOutcome.Bad("probe timed out")));
        using var refusing = Loopback.Refuse();
        Assert.That(
            await TriedProbe.OnceAsync(Plain, Loopback.AddressOf(refusing)),
            Is.EqualTo(ProbeOutcome.Bad("connection refused")));
    }

    private static string Bulk(string text) => $"${text.Length}\r\n{text}\r\n";

    private static TestCaseData Bad(string answer, string cause) =>
        new TestCaseData(answer, cause).SetArgDisplayNames(answer[..Math.Min(30, answer.Length)], cause);

    private ProbeLoginConfig Login(string? user)
    {
        var path = _folder.PathOf("password");
        File.WriteAllText(path, "hu$h-hu\"\n");
        return new ProbeLoginConfig { User = user, PasswordFile = path };
    }
}
