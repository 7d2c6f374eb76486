using System.Runtime.InteropServices;
using L4Balancer.Bench.Compare.Processes;

namespace L4Balancer.Bench.Compare.Tools;

/// <summary>What was measured on, and with which versions: a figure means nothing without them.</summary>
internal sealed record MachineFacts
{
    private const int VersionLengthMax = 24;

    public required string Os { get; init; }

    public required string Kernel { get; init; }

    public required string Processor { get; init; }

    public required int Cores { get; init; }

    public required string DotNet { get; init; }

    /// <summary>By program, as each tells it; a program that is not installed is left out.</summary>
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
    /// The first word that begins with a digit and has a dot: all of these programs say it so. Of a long one, such as
    /// ours with the whole name of a commit, the beginning is enough.
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
