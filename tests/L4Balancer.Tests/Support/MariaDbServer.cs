namespace L4Balancer.Tests.Support;

/// <summary>A real MariaDB with a schema <c>test</c> and a user <c>app</c> with all rights on it.</summary>
/// <param name="launcher">The command that runs it, such as <c>ip netns exec</c>.</param>
/// <param name="options">Options of the server beyond the usual ones.</param>
internal sealed class MariaDbServer(IReadOnlyList<string>? launcher = null, params IReadOnlyList<string> options)
    : RealServer
{
    public const string User = "app";

    private const string Owner = "mysql";

    /// <summary>One statement per line, as <c>--init-file</c> requires; run at every start.</summary>
    private const string Setup = """
        CREATE DATABASE IF NOT EXISTS test;
        CREATE USER IF NOT EXISTS app@'%';
        GRANT ALL ON test.* TO app@'%';
        CREATE TABLE IF NOT EXISTS test.notes (id INT PRIMARY KEY, text VARCHAR(100)) ENGINE=InnoDB;

        """;

    private string Socket => Folder.PathOf("s");

    /// <summary>A server that starts removes the temporary tables of all others that use the same folder.</summary>
    private string OwnTemporary => $"--tmpdir={Folder.Path}";

    /// <summary>Starts several servers at the same time, with copies of one installed data folder.</summary>
    public static async Task<MariaDbServer[]> StartAsync(int count)
    {
        var servers = Enumerable.Range(0, count).Select(_ => new MariaDbServer(null, "--skip-name-resolve")).ToArray();
        await servers[0].InstallAsync();
        foreach (var server in servers.Skip(1)) await server.CopyAsync(servers[0]);
        await StartAllAsync(servers);
        return servers;
    }

    public async Task InstallAsync()
    {
        Needs.Programs("mariadbd", "mariadb", "mariadb-slap", "mariadb-install-db");
        await File.WriteAllTextAsync(Folder.PathOf("setup.sql"), Setup);
        await SystemUser.OwnAsync(Owner, Folder.Path);
        string[] install = ["--no-defaults", $"--datadir={Folder.PathOf("data")}", OwnTemporary, "--skip-test-db"];
        (await Command.RunAsync("mariadb-install-db", [.. install, .. AsOwner, .. Small])).OrThrow();
    }

    /// <summary>Takes the installed data of another server, which does not run.</summary>
    public async Task CopyAsync(MariaDbServer from)
    {
        string[] files = [from.Folder.PathOf("data"), from.Folder.PathOf("setup.sql")];
        (await Command.RunAsync("cp", ["-a", .. files, Folder.Path])).OrThrow();
        await SystemUser.OwnAsync(Owner, Folder.Path);
    }

    /// <summary>Runs statements as root, over the server's own socket.</summary>
    public async Task<string> AskAsRootAsync(string sql)
    {
        var answer = await Command.RunAsync(
            "mariadb", "--no-defaults", $"--socket={Socket}", "--batch", "--skip-column-names", "-e", sql);
        return answer.OrThrow().Text;
    }

    protected override TestProcess Launch() => TestProcess.Start(
    [
        .. launcher ?? [], "mariadbd", "--no-defaults", $"--datadir={Folder.PathOf("data")}", OwnTemporary,
        $"--socket={Socket}", $"--port={Port}", "--bind-address=0.0.0.0", $"--pid-file={Folder.PathOf("pid")}",
        $"--init-file={Folder.PathOf("setup.sql")}", .. AsOwner, .. Small, .. options,
    ]);

    protected override async Task<bool> AnswersAsync() =>
        (await Command.RunAsync("mariadb-admin", "--no-defaults", $"--socket={Socket}", "ping")).ExitCode == 0;

    /// <summary>Started as root, it becomes the owner of its data.</summary>
    private static readonly string[] AsOwner = Environment.IsPrivilegedProcess ? [$"--user={Owner}"] : [];

    private static readonly string[] Small =
    [
        "--innodb-buffer-pool-size=8M", "--innodb-log-file-size=4M", "--innodb-flush-log-at-trx-commit=0",
        "--innodb-doublewrite=0", "--aria-pagecache-buffer-size=1M", "--key-buffer-size=1M", "--userstat=1",
    ];
}
