using System.Globalization;
using System.Net;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Drill.Sessions;
using MySqlConnector;

namespace L4Balancer.Bench.Drill.Servers;

/// <summary>
/// MariaDB without tables and without passwords; a session is a login, a query and a goodbye. Health checks are plain
/// connects.
/// </summary>
internal sealed class MariaDbKind : ServerKind
{
    public override string Name => "mariadb";

    public override string Title => "MariaDB";

    public override string HaproxyCheck => "timeout check 1s";

    public override string OwnProbe => "type: tcp";

    public override string? Missing(Toolbox tools) => tools.MariaDb is null ? "mariadb-server" : null;

    /// <summary>HAProxy's checks count as failed logins, and after some MariaDB would refuse its address.</summary>
    public override string[] CommandOf(Stage stage, int port, string folder) =>
    [
        stage.Tools.MariaDb!, "--no-defaults", $"--user={Environment.UserName}", $"--datadir={folder}",
        $"--tmpdir={folder}", $"--socket={Path.Combine(folder, "s")}", "--bind-address=127.0.0.1", $"--port={port}",
        "--skip-grant-tables", "--skip-name-resolve", "--max-connections=4000", "--max-connect-errors=1000000",
        "--back-log=4096", "--innodb-buffer-pool-size=8M", "--innodb-log-file-size=4M",
        "--aria-pagecache-buffer-size=1M", "--key-buffer-size=1M",
    ];

    public override async Task<int> AskAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new MySqlConnection(Options(address));
            await connection.OpenAsync(cancellationToken);
            await using var query = new MySqlCommand("SELECT @@port", connection);
            return Convert.ToInt32(await query.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
        }
        catch (MySqlException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DrillSessionException(e.ErrorCode.ToString(), e);
        }
        catch (MySqlException e)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    /// <summary>A cancelled query is not cancelled by a second connection: its own is closed.</summary>
    private static string Options(IPEndPoint address) => new MySqlConnectionStringBuilder
    {
        Server = address.Address.ToString(),
        Port = (uint)address.Port,
        UserID = "drill",
        Pooling = false,
        SslMode = MySqlSslMode.None,
        ConnectionTimeout = (uint)DrillLoad.Timeout.TotalSeconds,
        CancellationTimeout = -1,
    }.ConnectionString;
}
