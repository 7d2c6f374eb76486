using System.Globalization;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;
using Npgsql;

namespace L4Balancer.Tests.Servers.Upgrades;

/// <summary>
/// Sessions of a real PostgreSQL keep all that the server knows of them while the balancer is upgraded.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class PostgresUpgradeTests
{
    private PostgresServer _server = null!;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        _server = (await PostgresServer.StartAsync(1))[0];
        (await Command.RunAsync("pgbench", [.. Options(_server.Port), "-i", "-s", "1", "-q"])).OrThrow();
    }

    [OneTimeTearDown]
    public Task StopServer() => _server.DisposeAsync().AsTask();

    [TestCaseSource(typeof(UpgradePath), nameof(UpgradePath.All))]
    public async Task Transactions_cursors_copies_and_listeners_go_on_while_pgbench_runs(UpgradePath path)
    {
        await using var daemon = await StartAsync(path.First);
        string[] options = [.. Options(daemon.Port), "-T", "3", "-n"];
        var connected = RepeatedProgram.Start("pgbench", [.. options, "-c", "8", "-j", "2"]);
        var connecting = RepeatedProgram.Start("pgbench", [.. options, "-c", "2", "-C"]);
        await using (var sessions = await OpenSessions.BeginAsync(daemon.Port))
        {
            foreach (var engine in path.Upgrades)
            {
                await sessions.UseAsync(_server);
                await daemon.UpgradeAsync(engine);
            }

            await sessions.UseAsync(_server);
            await sessions.CompleteAsync();
        }

        CommandResult[] runs = [.. await connected.StopAsync(), .. await connecting.StopAsync()];
        Assert.Multiple(() =>
        {
            foreach (var run in runs)
            {
                Assert.That(run.ExitCode, Is.Zero, run.ToString());
                Assert.That(run.Output, Does.Contain("number of failed transactions: 0 "));
                Assert.That(run.Output, Does.Match("actually processed: [1-9]"));
            }
        });
        TestContext.Out.WriteLine($"{runs.Length} runs of pgbench without a failed transaction");
    }

    private Task<UpgradedDaemon> StartAsync(EngineKind engine) =>
        UpgradedDaemon.StartAsync(engine, _server, "postgresql", "type: postgresql");

    private static string[] Options(int port) => ["-h", "127.0.0.1", "-p", $"{port}", "-U", "postgres", "postgres"];

    /// <summary>Sessions in the middle of their work.</summary>
    private sealed class OpenSessions : IAsyncDisposable
    {
        private const int RowsPerStep = 10_000;

        private readonly NpgsqlConnection _transacting;
        private readonly NpgsqlConnection _copying;
        private readonly NpgsqlConnection _listening;
        private readonly List<string> _notified = [];
        private TextWriter _copy = TextWriter.Null;
        private int _steps;

        private OpenSessions(int port)
        {
            var text = PostgresServer.ConnectionString(port);
            (_transacting, _copying, _listening) = (new(text), new(text), new(text));
            _listening.Notification += (_, e) => _notified.Add(e.Payload);
        }

        public static async Task<OpenSessions> BeginAsync(int port)
        {
            var sessions = new OpenSessions(port);
            foreach (var session in sessions.All) await session.OpenAsync();
            await AskAsync(sessions._listening, "LISTEN news");
            await AskAsync(sessions._transacting, "BEGIN; CREATE TEMPORARY TABLE own (n int)");
            await AskAsync(sessions._transacting, "DECLARE c CURSOR FOR SELECT generate_series(1, 100)");
            await AskAsync(sessions._copying, "CREATE TEMPORARY TABLE copied (n int)");
            sessions._copy = await sessions._copying.BeginTextImportAsync("COPY copied FROM STDIN");
            return sessions;
        }

        public async Task UseAsync(PostgresServer server)
        {
            Assert.That(await AskAsync(_transacting, "FETCH 1 FROM c"), Is.EqualTo(++_steps));
            await AskAsync(_transacting, $"INSERT INTO own VALUES ({_steps})");
            for (var i = 0; i < RowsPerStep; i++) await _copy.WriteLineAsync($"{i}");
            await _copy.FlushAsync();
            await server.AskAsync($"NOTIFY news, '{_steps}'");
            await _listening.WaitAsync(Loopback.Deadline);
        }

        public async Task CompleteAsync()
        {
            await _copy.DisposeAsync();
            await AskAsync(_transacting, "COMMIT");
            Assert.That(await AskAsync(_transacting, "SELECT count(*) FROM own"), Is.EqualTo(_steps));
            Assert.That(await AskAsync(_copying, "SELECT count(*) FROM copied"), Is.EqualTo(_steps * RowsPerStep));
            Assert.That(_notified, Is.EqualTo(Enumerable.Range(1, _steps).Select(n => $"{n}")));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var session in All) await session.DisposeAsync();
        }

        private NpgsqlConnection[] All => [_transacting, _copying, _listening];

        /// <returns>The first value, if it is a number.</returns>
        private static async Task<long?> AskAsync(NpgsqlConnection session, string sql)
        {
            await using var command = new NpgsqlCommand(sql, session);
            return await command.ExecuteScalarAsync() is { } value
                ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
        }
    }
}
