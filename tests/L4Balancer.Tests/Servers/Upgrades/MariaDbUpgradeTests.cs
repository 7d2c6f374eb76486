using System.Globalization;
using L4Balancer.Tests.Support;
using MySqlConnector;

namespace L4Balancer.Tests.Servers.Upgrades;

/// <summary>Sessions of a real MariaDB keep all that the server knows of them while the balancer is upgraded.</summary>
[TestFixture, NonParallelizable]
internal sealed class MariaDbUpgradeTests
{
    private MariaDbServer _server = null!;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        _server = new MariaDbServer(null, "--skip-name-resolve", $"--max-connections={UpgradeSessions.Count + 50}");
        await _server.InstallAsync();
        await _server.StartAsync();
    }

    [OneTimeTearDown]
    public Task StopServer() => _server.DisposeAsync().AsTask();

    [TestCaseSource(typeof(UpgradePath), nameof(UpgradePath.All))]
    public async Task Transactions_go_on_across_upgrades_under_load(UpgradePath path)
    {
        await _server.AskAsRootAsync(
            "CREATE OR REPLACE TABLE test.rows_kept (id INT, stage VARCHAR(10), PRIMARY KEY (id, stage)) "
            + "ENGINE=InnoDB");
        await using var daemon = await UpgradedDaemon.StartAsync(
            path.First, _server, "mysql", "type: mysql");
        var load = RepeatedProgram.Start(
            "mariadb-slap", "--no-defaults", "-h", "127.0.0.1", "-P", $"{daemon.Port}", "-u", MariaDbServer.User,
            "--create-schema=test", "--no-drop", "--concurrency=4", "--iterations=20", "--number-of-queries=400",
            "--query=SELECT SUM(seq) FROM seq_1_to_100");
        var sessions = await UpgradeSessions.EachAsync(i => BeginAsync(daemon, i));
        try
        {
            foreach (var engine in path.Upgrades)
            {
                await daemon.UpgradeAsync(engine);
                foreach (var session in sessions) await AskAsync(session, "UPDATE own SET n = n + 1000");
            }

            await Task.WhenAll(sessions.Select(session => AskAsync(
                session, "INSERT INTO rows_kept SELECT @v, 'after' FROM own WHERE n % 1000 = @v; COMMIT")));
        }
        finally
        {
            foreach (var session in sessions) await session.DisposeAsync();
        }

        var runs = await load.StopAsync();
        var rows = await _server.AskAsRootAsync("SELECT COUNT(*), COUNT(DISTINCT id) FROM test.rows_kept");
        Assert.Multiple(() =>
        {
            Assert.That(rows, Is.EqualTo($"{2 * UpgradeSessions.Count}\t{UpgradeSessions.Count}"));
            Assert.That(runs.Select(run => (run.ExitCode, run.Errors)), Is.All.EqualTo((0, "")));
        });
        TestContext.Out.WriteLine($"{runs.Count} runs of mariadb-slap without an error");
    }

    private static async Task<MySqlConnection> BeginAsync(UpgradedDaemon daemon, int number)
    {
        var session = new MySqlConnection(
            $"Server=127.0.0.1;Port={daemon.Port};User ID={MariaDbServer.User};Database=test;SSL Mode=None;"
            + "Pooling=false;AllowUserVariables=true;Connection Timeout=30;Default Command Timeout=60");
        await session.OpenAsync();
        var value = number.ToString(CultureInfo.InvariantCulture);
        await AskAsync(
            session,
            $"BEGIN; INSERT INTO rows_kept VALUES ({value}, 'before'); CREATE TEMPORARY TABLE own (n INT); "
            + $"INSERT INTO own VALUES ({value}); SET @v = {value}");
        return session;
    }

    private static async Task AskAsync(MySqlConnection session, string sql)
    {
        await using var command = new MySqlCommand(sql, session);
        await command.ExecuteNonQueryAsync();
    }
}
