using System.Globalization;
using System.Net;
using L4Balancer.Bench.Switchover.Sessions;
using MySqlConnector;

namespace L4Balancer.Bench.Switchover.Servers;

/// <summary>Two MariaDB servers. A replica is read-only.</summary>
internal sealed class MariaDbPair(IPEndPoint first, IPEndPoint second) : ReplicaPair(first, second)
{
    public override string OwnHealth => "type: mysql, login: { user: probe }";

    public override async Task<IWriter> OpenAsync(IPEndPoint address, CancellationToken stop) =>
        await SqlWriter.OpenAsync(Connection(address, "drill"), "SELECT @@port", stop);

    public override async Task<bool> IsPrimaryAsync(IPEndPoint server, CancellationToken stop) =>
        Convert.ToInt64((await AskAsync(server, "SELECT @@read_only", stop))[0], CultureInfo.InvariantCulture) == 0;

    public override async Task SwitchAsync(CancellationToken stop)
    {
        await AskAsync(First, "SET GLOBAL read_only = 1", stop);
        var end = (await AskAsync(First, "SELECT @@gtid_binlog_pos", stop))[0];
        await AskAsync(Second, $"SELECT MASTER_GTID_WAIT('{end}', 10)", stop);
        await AskAsync(Second, "STOP SLAVE; RESET SLAVE ALL; SET GLOBAL read_only = 0", stop);
    }

    public override Task DemoteAsync(CancellationToken stop) =>
        FollowAsync(First, Second, "MASTER_DEMOTE_TO_SLAVE = 1", stop);

    public override async Task<IReadOnlySet<long>> WrittenAsync(IPEndPoint server, CancellationToken stop) =>
        (await AskAsync(server, "SELECT id FROM drill.writes", stop)).Cast<long>().ToHashSet();

    public Task FollowAsync(IPEndPoint replica, IPEndPoint primary, string from, CancellationToken stop) => AskAsync(
        replica,
        $"CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = {primary.Port}, MASTER_USER = 'repl', {from}; "
        + "START SLAVE",
        stop);

    private static Task<IReadOnlyList<object>> AskAsync(IPEndPoint server, string sql, CancellationToken stop) =>
        SqlWriter.AskAsync(Connection(server, "admin"), sql, stop);

    private static MySqlConnection Connection(IPEndPoint address, string user) => new(
        new MySqlConnectionStringBuilder
        {
            Server = address.Address.ToString(),
            Port = (uint)address.Port,
            UserID = user,
            Database = user == "drill" ? "drill" : "",
            Pooling = false,
            SslMode = MySqlSslMode.None,
            ConnectionTimeout = 5,
            CancellationTimeout = -1,
        }.ConnectionString);
}
