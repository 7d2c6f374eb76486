using System.Runtime.InteropServices;
using L4Balancer.Bench.Compare.Processes;

namespace L4Balancer.Bench.Compare.Tools;

/// <summary>The machine and the program versions, without which figures are meaningless.</summary>
internal sealed record MachineFacts
{
    private const int VersionLengthMax = 24;

    public required string Os { get; init; }

    public required string Kernel { get; init; }

    public required string Processor { get; init; }

    public required int Cores { get; init; }

    public required string DotNet { get; init; }

    /// <summary>Versions by program; a program that is not installed is omitted.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    public static async Task<MachineFacts> ReadAsync(Toolbox tools, CancellationToken stop) => new()
    {
        Os = Value("/etc/os-release", "PRETTY_NAME", '=').Trim('"'),
        Kernel = (await File.ReadAllTextAsync("/proc/sys/kernel/osrelease", stop)).Trim(),
        Processor = Value("/proc/cpuinfo", "model name", ':'),
        Cores = Environment.ProcessorCount,
        DotNet = RuntimeInformation.FrameworkDescription,
        Versions = await VersionsAsync(tools, stop),
    };

    /// <summary>
    /// The first word that begins with a digit and has a dot, which fits all of these programs. Of a long one, such as
    /// ours with a full commit hash, the beginning is enough.
    /// </summary>
    public static string VersionIn(string text)
    {
        var version = text.Split([' ', '\n', '\t', '/', '=', 'v'], StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(word => char.IsAsciiDigit(word[0]) && word.Contains('.'), "unknown");
        return version.Length <= VersionLengthMax ? version : version[..VersionLengthMax];
    }

    private static async Task<IReadOnlyDictionary<string, string>> VersionsAsync(Toolbox tools, CancellationToken stop)
    {
        (string Name, string? Path, string Option)[] programs =
        [
            ("haproxy", tools.Haproxy, "-v"), ("nginx", tools.Nginx, "-v"), ("redis-server", tools.RedisServer, "-v"),
            ("mariadbd", tools.MariaDb, "--version"), ("postgres", Postgres(tools), "--version"),
            ("redis-benchmark", tools.RedisBenchmark, "--version"), ("wrk", tools.Wrk, "-v"),
            ("iperf3", tools.Iperf3, "-v"), ("nft", tools.Nft, "--version"),
            ("l4balancer", tools.L4Balancer, "--version"),
        ];
        var versions = new Dictionary<string, string>();
        foreach (var (name, path, option) in programs)
        {
            if (path is not null) versions[name] = await VersionAsync(path, option, stop);
        }

        return versions;
    }

    private static string? Postgres(Toolbox tools) =>
        tools.PostgresFolder is { } folder ? Path.Combine(folder, "postgres") : null;

    private static async Task<string> VersionAsync(string path, string option, CancellationToken stop)
    {
        var result = await ProgramRun.ToEndAsync(
            [.. Toolbox.CommandOf(path), option], TimeSpan.FromSeconds(20), stop);
        return VersionIn(result.Output + result.Errors);
    }

    private static string Value(string file, string key, char separator) =>
        File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal))
                ?.Split(separator, 2).Last().Trim() ?? "unknown"
            : "unknown";
}
