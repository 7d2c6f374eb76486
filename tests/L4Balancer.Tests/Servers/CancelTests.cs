using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;
using Npgsql;

namespace L4Balancer.Tests.Servers;

/// <summary>
/// PostgreSQL cancels a query over a second connection: through two servers it reaches the right one where the protocol
/// is known, and else the one whose turn it is.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All)), NonParallelizable]
internal sealed class CancelTests(TestedEngine engine)
{
    private const int Queries = 12;
    private const string Sleep = "SELECT pg_sleep(60)";
    private const string Lock = "SELECT pg_advisory_lock(1)";

    private PostgresServer[] _servers = [];

    [OneTimeSetUp]
    public async Task StartServers()
    {
        Needs.Programs("psql");
        _servers = await PostgresServer.StartAsync(2);
    }

    [OneTimeTearDown]
    public async Task StopServers()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    [TestCase("Disable")]
    [TestCase("Prefer")]
    public async Task Every_cancellation_of_Npgsql_reaches_its_server(string sslMode)
    {
        await using var balancer = await StartAsync(ProtocolKind.Postgresql);
        for (var i = 0; i < Queries; i++)
        {
            await using var connection = await OpenAsync(balancer, sslMode);
            await IsCancelledAsync(connection);
        }

        await balancer.NothingLeftAsync();
    }

    [Test]
    public async Task Every_interrupt_of_psql_reaches_its_server()
    {
        await using var balancer = await StartAsync(ProtocolKind.Postgresql);
        for (var i = 0; i < Queries; i++)
        {
            await using var psql = Psql(balancer.Address.Port);
            await RunningAsync(1);
            psql.Signal(Signal.Interrupt);
            await Eventually.HoldsAsync(
                () => psql.Output.Since(0).Any(line => line.Contains("canceling statement due to user request")),
                () => $"the query of psql {i} is cancelled");
        }

        await balancer.NothingLeftAsync();
    }

    [Test]
    public async Task Without_the_protocol_the_next_server_in_turn_ignores_the_request()
    {
        await using var balancer = await StartAsync(ProtocolKind.None);
        await using var connection = await OpenAsync(balancer, "Disable");
        await using var one = await HoldAsync(_servers[0]);
        await using var other = await HoldAsync(_servers[1]);
        await using var command = new NpgsqlCommand(Lock, connection);
        var running = command.ExecuteNonQueryAsync();
        await RunningAsync(1);
        command.Cancel();
        await one.CloseAsync();
        await other.CloseAsync();
        Assert.That(async () => await running, Throws.Nothing);
    }

    [Test]
    public async Task A_request_reaches_a_backend_that_is_full_and_one_that_was_removed()
    {
        await using var balancer = await StartAsync(ProtocolKind.Postgresql, b => b with { MaxConnections = 1 });
        await using var one = await OpenAsync(balancer, "Disable");
        await using var two = await OpenAsync(balancer, "Disable");
        await IsCancelledAsync(one);
        await IsCancelledAsync(two);
        await balancer.ReloadAsync(RunningBalancer.Config(
            engine, [AddressOf(_servers[0])], pool => pool with { Protocol = ProtocolKind.Postgresql }));
        await IsCancelledAsync(one);
        await IsCancelledAsync(two);
    }

    private async Task IsCancelledAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Sleep, connection);
        var running = command.ExecuteNonQueryAsync();
        await RunningAsync(1);
        command.Cancel();
        var error = await Assert.ThrowsAsync<OperationCanceledException>(() => running);
        Assert.That(error!.InnerException, Is.TypeOf<PostgresException>()
            .With.Property(nameof(PostgresException.SqlState)).EqualTo(PostgresErrorCodes.QueryCanceled));
    }

    private static async Task<NpgsqlConnection> OpenAsync(RunningBalancer balancer, string sslMode)
    {
        var text = PostgresServer.ConnectionString(balancer.Address.Port, $"Pooling=false;SSL Mode={sslMode}");
        var connection = new NpgsqlConnection(text);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A session that keeps others from getting the lock until it ends.</summary>
    private static async Task<NpgsqlConnection> HoldAsync(PostgresServer server)
    {
        var holder = new NpgsqlConnection(PostgresServer.ConnectionString(server.Port));
        await holder.OpenAsync();
        await using var command = new NpgsqlCommand(Lock, holder);
        await command.ExecuteNonQueryAsync();
        return holder;
    }

    private static NetAddress AddressOf(PostgresServer server) =>
        NetAddress.FromIp(System.Net.IPAddress.Loopback, server.Port);

    private static TestProcess Psql(int port) => TestProcess.Start(
        ["psql", "-h", "127.0.0.1", "-p", $"{port}", "-U", "postgres", "-d", "postgres", "-X", "-c", Sleep]);

    private Task<RunningBalancer> StartAsync(
        ProtocolKind protocol, Func<BackendConfig, BackendConfig>? backend = null) =>
        RunningBalancer.StartAsync(
            engine, _servers.Select(AddressOf),
            pool => pool with
            {
                Policy = PolicyKind.RoundRobin,
                Protocol = protocol,
                Backends = [.. pool.Backends.Select(backend ?? (b => b))],
            });

    /// <summary>Waits until this many queries sleep, or wait for the lock, on both servers.</summary>
    private async Task RunningAsync(int count) => await Eventually.GetAsync(
        $"{count} queries run", Loopback.Patience,
        async () => await RunningOnAsync(_servers[0]) + await RunningOnAsync(_servers[1]), running => running == count);

    private static async Task<long> RunningOnAsync(PostgresServer server)
    {
        await using var connection = new NpgsqlConnection(PostgresServer.ConnectionString(server.Port));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event IN ('PgSleep', 'advisory')", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
