using System.Globalization;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;
using MySqlConnector;

namespace L4Balancer.Tests.Servers.SwitchOvers;

/// <summary>MySqlConnector with its pool, through a switch-over of a real MariaDB primary and its replica.</summary>
[TestFixture, NonParallelizable]
internal sealed class MySqlConnectorTests
{
    private MariaDbServer _first = null!;
    private MariaDbServer _second = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _first = new MariaDbServer(null, "--server-id=1", "--log-bin=bin", "--log-basename=db", "--skip-name-resolve");
        _second = new MariaDbServer(
            null, "--server-id=2", "--log-bin=bin", "--log-basename=db", "--read-only=ON", "--skip-name-resolve");
        await _first.InstallAsync();
        await _second.CopyAsync(_first);
        await RealServer.StartAllAsync([_first, _second]);
        foreach (var server in new[] { _first, _second }) await server.AskAsRootAsync("RESET MASTER");
        await _first.AskAsRootAsync("CREATE USER replicator@'%'; GRANT REPLICATION SLAVE ON *.* TO replicator@'%'");
        await _second.AskAsRootAsync($"""
            CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={_first.Port}, MASTER_USER='replicator',
              MASTER_USE_GTID=slave_pos;
            START SLAVE;
            """);
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (_second is not null) await _second.DisposeAsync();
        if (_first is not null) await _first.DisposeAsync();
    }

    [TestCase(EngineKind.Native), TestCase(EngineKind.Portable)]
    public async Task Pooled_connections_follow_the_primary_and_no_write_is_lost(EngineKind engine)
    {
        await using var balancer = await PrimaryPool.StartAsync(
            engine, [_first.Port, _second.Port],
            new HealthConfig { Type = ProbeKind.Mysql, Login = new ProbeLoginConfig { User = MariaDbServer.User } });
        var text = new MySqlConnectionStringBuilder
        {
            Server = "127.0.0.1",
            Port = (uint)balancer.Address.Port,
            UserID = MariaDbServer.User,
            Database = "test",
        }.ConnectionString;
        await using var source = new MySqlDataSource(text);
        await using var clients = new PoolOfClients(value => WriteAsync(source, value));
        clients.Start();
        await clients.AllWriteToAsync(_first.Port);

        await _first.AskAsRootAsync("SET GLOBAL read_only = ON");
        var end = (await _first.AskAsRootAsync("SELECT @@gtid_binlog_pos")).Trim();
        await _second.AskAsRootAsync(
            $"SELECT MASTER_GTID_WAIT('{end}', 60); STOP SLAVE; RESET SLAVE ALL; SET GLOBAL read_only = OFF");
        await clients.AllWriteToAsync(_second.Port);
        await clients.EndAsync();

        var rows = (await _second.AskAsRootAsync("SELECT id FROM test.notes")).Split('\n');
        var kept = rows.Select(r => int.Parse(r, CultureInfo.InvariantCulture)).ToHashSet();
        Assert.That(clients.Acknowledged.Keys.Where(value => !kept.Contains(value)), Is.Empty, "writes that were lost");
    }

    private static async Task<int> WriteAsync(MySqlDataSource source, int value)
    {
        await using var connection = await source.OpenConnectionAsync(Loopback.Deadline);
        await using var command = new MySqlCommand(
            $"INSERT INTO notes VALUES ({value}, ''); SELECT @@port", connection);
        return Convert.ToInt32(await command.ExecuteScalarAsync(Loopback.Deadline), CultureInfo.InvariantCulture);
    }
}
