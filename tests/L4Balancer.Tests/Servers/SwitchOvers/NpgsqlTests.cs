using System.Globalization;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;
using Npgsql;

namespace L4Balancer.Tests.Servers.SwitchOvers;

/// <summary>Npgsql with its pool, through the promotion of a real PostgreSQL standby.</summary>
[TestFixture, NonParallelizable]
internal sealed class NpgsqlTests
{
    private PostgresServer _primary = null!;
    private PostgresServer _standby = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _primary = (await PostgresServer.StartAsync(1))[0];
        await _primary.AskAsync("CREATE USER monitor", "CREATE TABLE notes (id int)");
        _standby = await _primary.StartStandbyAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (_standby is not null) await _standby.DisposeAsync();
        if (_primary is not null) await _primary.DisposeAsync();
    }

    /// <summary>
    /// The old primary is stopped first, which waits until the standby has everything: PostgreSQL cannot demote a
    /// server that runs.
    /// </summary>
    [TestCase(EngineKind.Native), TestCase(EngineKind.Portable)]
    public async Task Pooled_connections_follow_the_primary_and_no_write_is_lost(EngineKind engine)
    {
        var login = new ProbeLoginConfig { User = "monitor", Database = "postgres" };
        await using var balancer = await PrimaryPool.StartAsync(
            engine, [_primary.Port, _standby.Port],
            new HealthConfig { Type = ProbeKind.Postgresql, Login = login });
        await using var source = NpgsqlDataSource.Create(
            PostgresServer.ConnectionString(balancer.Address.Port, "Pooling=true"));
        await using var clients = new PoolOfClients(value => WriteAsync(source, value));
        clients.Start();
        await clients.AllWriteToAsync(_primary.Port);

        await _primary.StopAsync();
        await _standby.AskAsync("SELECT pg_promote()");
        await clients.AllWriteToAsync(_standby.Port);
        await clients.EndAsync();

        var kept = await _standby.AskAsync("SELECT string_agg(id::text, ',') FROM notes");
        var ids = kept!.Split(',').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToHashSet();
        Assert.That(clients.Acknowledged.Keys.Where(value => !ids.Contains(value)), Is.Empty, "writes that were lost");
    }

    private static async Task<int> WriteAsync(NpgsqlDataSource source, int value)
    {
        await using var command = source.CreateCommand(
            $"INSERT INTO notes VALUES ({value}) RETURNING inet_server_port()");
        return (int)(await command.ExecuteScalarAsync(Loopback.Deadline))!;
    }
}
