using System.Net;
using L4Balancer.Tests.Support;
using Npgsql;

namespace L4Balancer.Tests.Servers;

/// <summary>pgbench and Npgsql through the daemon, over TCP and unix sockets, while a server dies.</summary>
[TestFixture, NonParallelizable]
internal sealed class PostgresTests
{
    private PostgresServer[] _servers = [];

    [OneTimeSetUp]
    public async Task StartServers()
    {
        _servers = await PostgresServer.StartAsync(2);
        foreach (var server in _servers)
        {
            await using var daemon = await DaemonProcess.StartAsync(Config("first", server.Address));
            (await Command.RunAsync("pgbench", [.. Options(daemon.Port), "-i", "-s", "1", "-q"])).OrThrow();
        }
    }

    [SetUp]
    public async Task EnsureServersRun()
    {
        foreach (var server in _servers) await server.EnsureRunningAsync();
    }

    [OneTimeTearDown]
    public async Task StopServers()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Pgbench_runs_without_a_failed_transaction(bool withAConnectForEach)
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("round-robin", Both()));
        string[] options = [.. Options(daemon.Port), "-c", "8", "-j", "2", "-T", "3", "-n"];
        var result = await Command.RunAsync("pgbench", withAConnectForEach ? [.. options, "-C"] : options);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.Contain("number of failed transactions: 0 "));
        Assert.That(result.Output, Does.Match("actually processed: [1-9]"));
    }

    [Test]
    public async Task Sessions_without_a_client_pool_are_distributed_exactly()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("round-robin", Both()));
        var byPort = new Dictionary<string, int>();
        for (var i = 0; i < 30; i++)
        {
            var port = await PortAsync(PostgresServer.ConnectionString(daemon.Port));
            byPort[port] = byPort.GetValueOrDefault(port) + 1;
        }

        Assert.That(byPort.Values, Is.EqualTo(new[] { 15, 15 }));
    }

    [Test]
    public async Task Pooled_client_connections_are_distributed_and_kept()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("least-connections", Both()));
        await using var source = NpgsqlDataSource.Create(
            PostgresServer.ConnectionString(daemon.Port, "Maximum Pool Size=6"));
        var ports = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            var open = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => source.OpenConnectionAsync().AsTask()));
            foreach (var connection in open)
            {
                ports.Add(await PortAsync(connection));
                await connection.DisposeAsync();
            }
        }

        var counts = ports.GroupBy(p => p).Select(g => g.Count());
        Assert.That(counts, Is.EqualTo(new[] { 9, 9 }), "Six sessions, level, each used three times.");
    }

    /// <summary>
    /// A PostgreSQL that is recovering after a crash accepts connections and rejects them, so the probe behaves like a
    /// client: a server in service answers a StartupMessage with R (an authentication request), one that is not ready
    /// with E (an error).
    /// </summary>
    [Test]
    public async Task A_server_killed_under_load_is_hidden_from_new_clients()
    {
        const string Asking = """, send: "\0\0\0\x17\0\x03\0\0user\0postgres\0\0", expect: R""";
        await using var daemon = await DaemonProcess.StartAsync(
            Config("power-of-two", Both(), Asking), options: ["--log-level", "debug"]);
        var victim = _servers[0];
        await using var load = ShortSessions.Start(workers: 4, () => SelectAsync(daemon.Port));
        await KillUnderLoad.AssertHiddenAsync(daemon, load, victim, sessions: 60, () => IsUsedAsync(daemon, victim));
    }

    [Test]
    public async Task A_backend_can_be_the_unix_socket_of_the_server()
    {
        await using var daemon = await DaemonProcess.StartAsync(
            Config("round-robin", $"\"{_servers[0].UnixAddress}\", {_servers[1].Address}"));
        var connection = PostgresServer.ConnectionString(daemon.Port);
        const string WhereAmI = "SELECT current_setting('port') || ' ' || coalesce(host(inet_server_addr()), 'unix')";
        string[] places = [await AskAsync(connection, WhereAmI), await AskAsync(connection, WhereAmI)];
        Assert.That(places, Is.EquivalentTo(new[] { $"{_servers[0].Port} unix", $"{_servers[1].Port} 127.0.0.1" }));
    }

    /// <summary>
    /// PostgreSQL cancels a query over a second connection, which must reach the server of the first: the policy that
    /// picks by the client's address ensures that (docs/policies.md). Each server serves some of the clients.
    /// </summary>
    [Test]
    public async Task Under_source_hash_every_cancel_request_reaches_the_server_of_its_session()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("source-hash", Both(), ", type: none"));
        var used = new HashSet<string>();
        for (byte client = 1; client <= 24; client++)
        {
            using var session = await PostgresSession.OpenAsync(new IPAddress([127, 0, 8, client]), daemon.Port);
            used.Add(await session.StartQueryAsync(2 * Loopback.Patience));
            await session.CancelAsync();
            Assert.That(
                await session.OutcomeAsync(), Is.EqualTo(PostgresSession.QueryCancelled), $"client 127.0.8.{client}");
        }

        Assert.That(used, Is.EquivalentTo(_servers.Select(s => $"{s.Port}")), "Servers that ran a query.");
    }

    private static string[] Options(int port) => ["-h", "127.0.0.1", "-p", $"{port}", "-U", "postgres", "postgres"];

    private static async Task SelectAsync(int port)
    {
        try
        {
            await AskAsync(PostgresServer.ConnectionString(port), "SELECT 1::text");
        }
        catch (NpgsqlException e) when (e.Message.StartsWith("Failed to connect", StringComparison.Ordinal))
        {
            throw new ConnectFailedException(e);
        }
    }

    private static async Task<bool> IsUsedAsync(DaemonProcess daemon, PostgresServer server) =>
        await PortAsync(PostgresServer.ConnectionString(daemon.Port)) == $"{server.Port}";

    private static Task<string> PortAsync(string connectionString) => AskAsync(connectionString, "SHOW port");

    private static async Task<string> PortAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SHOW port", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<string> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static string Config(string policy, string backends, string probe = "") => $$"""
        listeners:
          db:
            bind: 127.0.0.1:0
            policy: {{policy}}
            health: { interval: 200ms, timeout: 2s{{probe}} }
            backends: [{{backends}}]
        """;

    private string Both() => $"{_servers[0].Address}, {_servers[1].Address}";
}
