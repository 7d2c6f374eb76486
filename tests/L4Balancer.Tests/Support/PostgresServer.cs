using Npgsql;

namespace L4Balancer.Tests.Support;

/// <summary>A real PostgreSQL with trust authentication, on 127.0.0.1 and on a unix socket.</summary>
internal sealed class PostgresServer : RealServer
{
    private const string Owner = "postgres";

    /// <summary>The server's unix socket, as written in a configuration.</summary>
    public string UnixAddress => $"unix:{Folder.PathOf($".s.PGSQL.{Port}")}";

    /// <summary>Starts several servers at the same time, with copies of one initialised data folder.</summary>
    public static async Task<PostgresServer[]> StartAsync(int count)
    {
        Needs.Programs("pgbench");
        var servers = Enumerable.Range(0, count).Select(_ => new PostgresServer()).ToArray();
        await servers[0].InitialiseAsync();
        foreach (var server in servers.Skip(1)) await server.CopyAsync(servers[0]);
        await StartAllAsync(servers);
        return servers;
    }

    /// <summary>Starts a standby that streams from this server.</summary>
    public async Task<PostgresServer> StartStandbyAsync()
    {
        var standby = new PostgresServer();
        await SystemUser.OwnAsync(Owner, standby.Folder.Path);
        string[] copy =
        [
            .. SystemUser.Runs(Owner), Program("pg_basebackup"), "-h", "127.0.0.1", "-p", $"{Port}", "-U", Owner,
            "-D", standby.Folder.PathOf("data"), "-R", "-X", "stream", "--checkpoint=fast", "--no-sync",
        ];
        (await Command.RunAsync(copy[0], copy[1..])).OrThrow();
        await StartAllAsync([standby]);
        return standby;
    }

    /// <summary>Runs statements as postgres over the unix socket, each by itself.</summary>
    /// <returns>The first value of the last one, as text.</returns>
    public async Task<string?> AskAsync(params IReadOnlyList<string> statements)
    {
        await using var connection = new NpgsqlConnection(
            $"Host={Folder.Path};Port={Port};Username={Owner};Database=postgres;Pooling=false;Timeout=60");
        await connection.OpenAsync();
        object? value = null;
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            value = await command.ExecuteScalarAsync();
        }

        return value?.ToString();
    }

    /// <summary>Replaces the rules of who may log in over TCP, and how (pg_hba.conf).</summary>
    public async Task SetAccessAsync(string rules)
    {
        await File.WriteAllTextAsync(Folder.PathOf("data/pg_hba.conf"), $"local all all trust\n{rules}\n");
        await AskAsync("SELECT pg_reload_conf()");
    }

    /// <summary>The fast shutdown: sessions end at once, and standbys get everything first.</summary>
    public async Task StopAsync()
    {
        Process.Signal(Signal.Interrupt);
        await Process.WaitForExitAsync();
    }

    /// <param name="more">Further words of the connection string.</param>
    public static string ConnectionString(int port, string more = "Pooling=false") =>
        $"Host=127.0.0.1;Port={port};Username={Owner};Database=postgres;Timeout=15;Command Timeout=15;{more}";

    /// <summary>
    /// Kills the server and all its session processes. The postmaster is stopped first so that the list
    /// of them is complete. (They are not in one process group: each creates its own.)
    /// </summary>
    public override async Task Kill9Async()
    {
        await Process.FreezeAsync();
        var children = Process.HasExited ? "" : File.ReadAllText($"/proc/{Process.Pid}/task/{Process.Pid}/children");
        int[] pids = [.. children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        foreach (var pid in pids) Signals.Send(pid, Signal.Kill);
        await base.Kill9Async();
        await Eventually.HoldsAsync(
            () => Array.TrueForAll(pids, ProcessTable.HasEnded), () => "the processes of the sessions end");
    }

    protected override TestProcess Launch() => TestProcess.Start(
        [
            .. SystemUser.Runs(Owner), Program("postgres"), "-D", Folder.PathOf("data"), "-p", $"{Port}",
            "-k", Folder.Path, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "shared_buffers=16MB",
            "-c", "max_connections=60",
        ],
        Folder.Path);

    protected override async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString(Port));
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Debian keeps the server's programs in a folder per version, outside PATH.</summary>
    private static string Program(string name)
    {
        const string Versions = "/usr/lib/postgresql";
        var versions = Directory.Exists(Versions) ? Directory.GetDirectories(Versions) : [];
        var found = versions.Order().Select(v => Path.Combine(v, "bin", name)).LastOrDefault(File.Exists);
        if (found is null) Needs.Missing($"the program {name} (./test.sh installs it)");
        return found!;
    }

    private async Task InitialiseAsync()
    {
        await SystemUser.OwnAsync(Owner, Folder.Path);
        string[] initialise =
        [
            .. SystemUser.Runs(Owner), Program("initdb"), "-D", Folder.PathOf("data"), "-U", Owner, "-A", "trust",
            "--no-sync", "--locale=C",
        ];
        (await Command.RunAsync(initialise[0], initialise[1..])).OrThrow();
    }

    private async Task CopyAsync(PostgresServer from)
    {
        (await Command.RunAsync("cp", "-a", from.Folder.PathOf("data"), Folder.Path)).OrThrow();
        await SystemUser.OwnAsync(Owner, Folder.Path);
    }
}
