using System.Net;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Switchover.Servers;

/// <summary>MariaDB with asynchronous replication by GTID.</summary>
internal sealed class MariaDbKind : PairKind
{
    private static readonly TimeSpan InstallTime = TimeSpan.FromMinutes(2);

    /// <summary>Not in the binary log: each server does it for itself.</summary>
    private const string Setup = """
        SET sql_log_bin = 0;
        CREATE DATABASE IF NOT EXISTS drill;
        CREATE TABLE IF NOT EXISTS drill.writes (id BIGINT PRIMARY KEY) ENGINE=InnoDB;
        CREATE USER IF NOT EXISTS drill@'%';
        GRANT SELECT, INSERT ON drill.* TO drill@'%';
        CREATE USER IF NOT EXISTS admin@'%';
        GRANT ALL ON *.* TO admin@'%';
        CREATE USER IF NOT EXISTS repl@'%';
        GRANT REPLICATION SLAVE ON *.* TO repl@'%';
        CREATE USER IF NOT EXISTS probe@'%';
        GRANT BINLOG MONITOR, SLAVE MONITOR ON *.* TO probe@'%';

        """;

    public override string Name => "mariadb";

    public override string? Missing(Toolbox tools) =>
        tools.MariaDb is null || tools.MariaDbInstall is null ? "mariadb-server" : null;

    public override async Task<ReplicaPair> StartAsync(Stage stage, CancellationToken stop)
    {
        var first = await StartServerAsync(stage, 1, [], stop);
        var second = await StartServerAsync(stage, 2, ["--read-only"], stop);
        var pair = new MariaDbPair(first, second);
        await pair.FollowAsync(second, first, "MASTER_USE_GTID = slave_pos", stop);
        return pair;
    }

    private static async Task<IPEndPoint> StartServerAsync(
        Stage stage, int id, string[] more, CancellationToken stop)
    {
        var folder = stage.NewFolder("mariadb");

        // A server that starts removes the temporary tables of all others in the same folder for them.
        string[] common =
        [
            "--no-defaults", $"--user={Environment.UserName}", $"--datadir={folder}",
            $"--tmpdir={stage.NewFolder("mariadb-tmp")}", "--innodb-buffer-pool-size=16M",
            "--innodb-log-file-size=8M", "--aria-pagecache-buffer-size=1M", "--key-buffer-size=1M",
        ];
        var installed = await ProgramRun.ToEndAsync(
            [stage.Tools.MariaDbInstall!, .. common, "--skip-test-db"], InstallTime, stop);
        if (installed.ExitCode != 0) throw new CompareException($"mariadb-install-db: {installed.LastLine}");
        var setup = stage.NewFile("setup.sql", Setup);
        var (_, address) = await Ports.StartAsync(stage.Processes, CommandOf, stop);
        return address;

        string[] CommandOf(int port) =>
        [
            stage.Tools.MariaDb!, .. common, $"--port={port}", "--bind-address=127.0.0.1", "--skip-name-resolve",
            $"--socket={Path.Combine(folder, "s")}", $"--pid-file={Path.Combine(folder, "pid")}",
            $"--init-file={setup}", $"--server-id={id}", "--log-bin=binlog", "--log-slave-updates",
            "--gtid-strict-mode=1", "--max-connect-errors=1000000", "--innodb-flush-log-at-trx-commit=2", .. more,
        ];
    }
}
