namespace L4Balancer.Bench.Compare.Tools;

/// <summary>The paths of the programs that a comparison uses; null if not installed.</summary>
internal sealed record Toolbox
{
    public string? Haproxy { get; init; }

    public string? Nginx { get; init; }

    public string? RedisServer { get; init; }

    public string? MariaDb { get; init; }

    /// <summary>Creates the data folder of a MariaDB with users.</summary>
    public string? MariaDbInstall { get; init; }

    /// <summary>The folder of PostgreSQL's server programs, which Debian keeps outside PATH.</summary>
    public string? PostgresFolder { get; init; }

    public string? RedisBenchmark { get; init; }

    public string? Wrk { get; init; }

    public string? Iperf3 { get; init; }

    public string? Nft { get; init; }

    public string? Ip { get; init; }

    /// <summary>The balancer of this repository: a published program, or an assembly for <c>dotnet</c>.</summary>
    public string? L4Balancer { get; init; }

    /// <summary>The installed programs, and the balancer built in this repository.</summary>
    public static Toolbox Installed() => new()
    {
        Haproxy = Find("haproxy"),
        Nginx = Find("nginx"),
        RedisServer = Find("redis-server"),
        MariaDb = Find("mariadbd"),
        MariaDbInstall = Find("mariadb-install-db"),
        PostgresFolder = NewestPostgres(),
        RedisBenchmark = Find("redis-benchmark"),
        Wrk = Find("wrk"),
        Iperf3 = Find("iperf3"),
        Nft = Find("nft"),
        Ip = Find("ip"),
        L4Balancer = BuiltBalancer(),
    };

    /// <summary>The command that runs a program of .NET: an assembly needs its host.</summary>
    public static string[] CommandOf(string program) =>
        program.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", program] : [program];

    /// <summary>This program, for its verbs <c>load</c> and <c>serve</c>.</summary>
    public static string[] ThisProgram() =>
        CommandOf(Path.Combine(AppContext.BaseDirectory, "L4Balancer.Bench.dll"));

    private static string? NewestPostgres()
    {
        const string versions = "/usr/lib/postgresql";
        var found = Directory.Exists(versions) ? Directory.GetDirectories(versions) : [];
        return found.Select(version => Path.Combine(version, "bin")).Order(StringComparer.Ordinal)
            .LastOrDefault(bin => File.Exists(Path.Combine(bin, "postgres")));
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/sbin")
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>In the repository above this program.</summary>
    private static string? BuiltBalancer()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && folder.GetFiles("L4Balancer.sln").Length == 0) folder = folder.Parent;
        if (folder is null) return null;
        var built = Path.Combine(folder.FullName, "src/L4Balancer/bin/Release/net10.0/l4balancer.dll");
        return File.Exists(built) ? built : null;
    }
}
