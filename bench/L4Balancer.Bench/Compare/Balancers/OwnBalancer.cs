using System.Net;
using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Checks;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Balancers;

/// <summary>The balancer of this repository with one of its engines, and the defaults for all else.</summary>
/// <param name="observed">An observer; none by default.</param>
/// <param name="build">Another build, by its name and its program; by default the one that was built here.</param>
/// <param name="places">Sessions that the pool may have; further ones wait in its queue. 0 is no limit.</param>
internal sealed class OwnBalancer(
    string engine, Observed observed = Observed.No, (string Name, string Program)? build = null, int places = 0)
    : ICheckingBalancer
{
    private const string Announcement = " accepts on ";

    public string Name => observed switch
    {
        Observed.Logged => $"{engine}-logged",
        Observed.Scraped => $"{engine}-scraped",
        Observed.Redis => $"{engine}-redis",
        _ => build?.Name ?? (places > 0 ? $"{engine}-queue" : engine),
    };

    public bool HasProcesses => true;

    /// <exception cref="CompareException">Not <c>NAME=PATH</c>, or there is no such file.</exception>
    public static OwnBalancer ParseBuild(string text) => new(BalancerList.Guarded, build: ParseBuildText(text));

    /// <exception cref="CompareException">Not <c>NAME=PATH</c>, or there is no such file.</exception>
    public static (string Name, string Program) ParseBuildText(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && File.Exists(text[(at + 1)..])
            ? (text[..at], text[(at + 1)..])
            : throw new CompareException(
                $"--build: '{text}' is not NAME=PATH with the path of a published program or a dll.",
                BenchExitCodes.Usage);
    }

    public string? Missing(Toolbox tools) => ProgramOf(tools) is null
        ? "the balancer is not built (dotnet build -c Release src/L4Balancer, or --l4balancer PATH)"
        : null;

    public async Task<RunningBalancer> StartAsync(Stage stage, RunningBackend backend, CancellationToken stop)
    {
        var folder = stage.NewFolder(Name);
        var pool = observed == Observed.Redis ? "protocol: redis"
            : places > 0 ? $"max-connections: {places}\n    queue: {{ max: 10000, timeout: 1m }}"
            : "";
        var feature = stage.Feature;
        var listener = feature.WithFile(feature.Listener, stage, network => network);
        var config = ConfigOf(
            engine, "{ type: none }", [backend.Address], Watchers(observed, folder), $"{pool}\n    {feature.Pool}",
            listener);
        var (process, address) = await StartAsync(stage, config, stop);
        if (observed == Observed.Scraped) await MetricsScraper.StartAsync(SocketIn(folder), process, stop);
        return new RunningBalancer(address, process, NetworkPlace.Here);
    }

    public async Task<OwnedProcess> StartCheckingAsync(
        Stage stage, IReadOnlyList<IPEndPoint> backends, TimeSpan interval, CancellationToken stop)
    {
        var config = backends.Count == 0
            ? ConfigOf(engine, "{ type: none }", [new IPEndPoint(IPAddress.Loopback, 1)], "")
            : ConfigOf(engine, $"{{ type: tcp, interval: {interval.TotalMilliseconds:0}ms }}", backends, "");
        return (await StartAsync(stage, config, stop)).Process;
    }

    /// <param name="health">The health check, as the configuration has it.</param>
    /// <param name="watchers">Further keys of the configuration.</param>
    /// <param name="pool">Further keys of the pool.</param>
    /// <param name="listener">Further keys of the listener.</param>
    public static string ConfigOf(
        string engine, string health, IReadOnlyList<IPEndPoint> backends, string watchers, string pool = "",
        string listener = "") =>
        $$"""
        engine: {{engine}}
        listeners:
          compare:
            bind: "127.0.0.1:0"
            pool: compare
            {{listener}}
        pools:
          compare:
            health: {{health}}
            {{pool}}
            backends: [{{string.Join(", ", backends.Select(b => $"\"{b}\""))}}]
        {{watchers}}

        """;

    private async Task<(OwnedProcess Process, IPEndPoint Address)> StartAsync(
        Stage stage, string config, CancellationToken stop)
    {
        var file = stage.NewFile($"{Name}.yaml", config);
        var process = stage.Processes.Start([.. Toolbox.CommandOf(ProgramOf(stage.Tools)!), "run", "-c", file]);
        var address = await Announcements.AddressAsync(process, AddressIn, stop);
        return address is null ? throw new CompareException(Ports.Failure(process)) : (process, address);
    }

    private string? ProgramOf(Toolbox tools) => build?.Program ?? tools.L4Balancer;

    private static string Watchers(Observed observed, string folder) => observed switch
    {
        Observed.Logged => $"access-log: {{ to: {Path.Combine(folder, "access.log")} }}",
        Observed.Scraped => $"admin: {{ bind: \"unix:{SocketIn(folder)}\" }}",
        _ => "",
    };

    private static string SocketIn(string folder) => Path.Combine(folder, "admin.sock");

    /// <summary>Null if the log line does not contain a listener's address.</summary>
    public static IPEndPoint? AddressIn(string line)
    {
        var at = line.LastIndexOf(Announcement, StringComparison.Ordinal);
        if (at < 0) return null;
        return IPEndPoint.TryParse(line.AsSpan(at + Announcement.Length).Trim(), out var address) ? address : null;
    }
}
