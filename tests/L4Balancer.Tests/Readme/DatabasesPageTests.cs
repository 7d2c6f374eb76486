using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Probes;
using L4Balancer.Tests.Support;
using static System.StringComparison;

namespace L4Balancer.Tests.Readme;

/// <summary>
/// The statements of docs/databases.md, run in their order on real servers: the probe's user can do what it needs, and
/// a switch-over by hand changes the roles. Only addresses differ.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class DatabasesPageTests
{
    private const string PageName = "docs/databases.md";
    private const string User = "l4balancer";
    private const string Password = "REPLACE-ME";

    private readonly SqlProbes _probes = new(null, (User, Password));

    [Test]
    public async Task MariaDB_is_set_up_and_switched_over_as_the_page_says()
    {
        var (statements, options) = (Blocks("sql")[..5], MariaDbOptions());
        await using var first = new MariaDbServer(null, ["--server-id=1", .. options]);
        await using var second = new MariaDbServer(null, ["--server-id=2", .. options]);
        await first.InstallAsync();
        await second.CopyAsync(first);
        await RealServer.StartAllAsync([first, second]);

        // What the servers of these tests write at their start is not part of the page.
        foreach (var server in new[] { first, second }) await server.AskAsRootAsync("RESET MASTER");
        var health = new HealthConfig { Type = ProbeKind.Mysql, Login = SqlProbes.Login(User) };
        await first.AskAsRootAsync(Here(statements[0]));
        await second.AskAsRootAsync(Here(statements[1], first.Port));
        await UntilAsync(health, first.Port, ServerRole.Primary);
        await UntilAsync(health, second.Port, ServerRole.Replica);

        var position = (await first.AskAsRootAsync(statements[2])).Trim();
        Assert.That(position, Does.Match("^0-1-[0-9]+$"));
        var waited = await second.AskAsRootAsync(statements[3].Replace("POSITION", position, Ordinal));
        Assert.That(waited.Trim(), Is.EqualTo("0"), "the replica had everything");
        await first.AskAsRootAsync(Here(statements[4], second.Port));
        await UntilAsync(health, second.Port, ServerRole.Primary);
        await UntilAsync(health, first.Port, ServerRole.Replica);
        await second.AskAsRootAsync("INSERT INTO test.notes VALUES (1, 'new')");
        await Eventually.GetAsync(
            "the old primary follows", Loopback.Patience,
            () => first.AskAsRootAsync("SELECT text FROM test.notes"), text => text.Trim() == "new");
    }

    [Test]
    public async Task PostgreSQL_is_set_up_and_switched_over_as_the_page_says()
    {
        var statements = Blocks("sql")[5..];
        await using var first = (await PostgresServer.StartAsync(1))[0];
        await first.AskAsync(statements[0].Split(';', StringSplitOptions.RemoveEmptyEntries)[..^1]);
        await first.SetAccessAsync("""
            host postgres l4balancer 127.0.0.1/32 scram-sha-256
            host all all 127.0.0.1/32 trust
            host replication all 127.0.0.1/32 trust
            """);
        await using var second = await first.StartStandbyAsync();
        var health = new HealthConfig { Type = ProbeKind.Postgresql, Login = SqlProbes.Login(User, "postgres") };
        await UntilAsync(health, first.Port, ServerRole.Primary);
        await UntilAsync(health, second.Port, ServerRole.Replica);
        await first.StopAsync();
        await second.AskAsync(statements[1].TrimEnd().TrimEnd(';'));
        await UntilAsync(health, second.Port, ServerRole.Primary);
    }

    [Test]
    public async Task Redis_is_set_up_and_switched_over_as_the_page_says()
    {
        var commands = Blocks("redis");
        var servers = await RedisServer.StartAsync(2);
        await using var first = servers[0];
        await using var second = servers[1];
        foreach (var server in servers) await AskAsync(server, commands[0]);
        await AskAsync(second, $"REPLICAOF 127.0.0.1 {first.Port}");
        var health = new HealthConfig { Type = ProbeKind.Redis, Login = SqlProbes.Login(User) };
        await UntilAsync(health, first.Port, ServerRole.Primary);
        await UntilAsync(health, second.Port, ServerRole.Replica);

        await AskAsync(first, commands[1]);
        await AskAsync(second, commands[2]);
        await AskAsync(
            first, commands[3].Replace("10.0.0.22 6379", $"127.0.0.1 {second.Port}", Ordinal));
        await UntilAsync(health, second.Port, ServerRole.Primary);
        await UntilAsync(health, first.Port, ServerRole.Replica);
    }

    private static string[] Blocks(string language) =>
        [.. Page.Blocks(language).Where(block => block.IsOf(PageName)).Select(block => block.Text)];

    /// <summary>The options of the page's configuration file, but for those that differ here.</summary>
    private static string[] MariaDbOptions() =>
    [
        .. Blocks("text").Single(text => text.StartsWith("[mariadb]", Ordinal)).Split('\n')
            .Where(line => line.Contains('=')).Select(line => line.Split('#')[0])
            .Select(line => $"--{line.Replace(" ", "", Ordinal)}")
            .Where(option => !option.StartsWith("--bind-address=", Ordinal))
            .Where(option => !option.StartsWith("--server-id=", Ordinal)),
    ];

    private static string Here(string statements, int port = 0) => statements
        .Replace("'10.0.0.%'", "'%'", Ordinal).Replace("'10.0.0.5'", "'%'", Ordinal)
        .Replace("'10.0.0.21'", $"'127.0.0.1', MASTER_PORT = {port}", Ordinal)
        .Replace("'10.0.0.22'", $"'127.0.0.1', MASTER_PORT = {port}", Ordinal);

    private static async Task AskAsync(RedisServer server, string commands)
    {
        using var connection = await RedisConnection.OpenAsync("127.0.0.1", server.Port);
        foreach (var command in commands.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.That(await connection.AskAsync(command.Split(' ')), Is.EqualTo("OK"), command);
    }

    /// <summary>A replica must also know that it is not behind.</summary>
    private async Task UntilAsync(HealthConfig health, int port, ServerRole role) => await _probes.UntilAsync(
        $"{port} is {role}", health, NetAddress.FromIp(IPAddress.Loopback, port),
        outcome => outcome.IsGood && outcome.Findings?.Role == role
            && (role == ServerRole.Primary || outcome.Findings.Lag < TimeSpan.FromSeconds(5)));
}
