using System.Net;
using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Balancers;

/// <summary>The balancer of this repository with one of its engines, and the defaults for all else.</summary>
/// <param name="observed">What watches it meanwhile; nothing by default.</param>
internal sealed class OwnBalancer(string engine, Observed observed = Observed.No) : IBalancer
{
    private const string Announcement = " accepts on ";

    public string Name => observed switch
    {
        Observed.Logged => $"{engine}-logged",
        Observed.Scraped => $"{engine}-scraped",
        _ => engine,
    };

    public bool HasProcesses => true;

    public string? Missing(Toolbox tools) => tools.L4Balancer is null
        ? "the balancer is not built (dotnet build -c Release src/L4Balancer, or --l4balancer PATH)"
        : null;

    public async Task<RunningBalancer> StartAsync(Stage stage, RunningBackend backend, CancellationToken stop)
    {
        var folder = stage.NewFolder(Name);
        var config = stage.NewFile($"{Name}.yaml", ConfigOf(engine, backend.Address, Watchers(observed, folder)));
        var process = stage.Processes.Start([.. Toolbox.CommandOf(stage.Tools.L4Balancer!), "run", "-c", config]);
        var address = await Announcements.AddressAsync(process, AddressIn, stop);
        if (address is null) throw new CompareException(Ports.Failure(process));
        if (observed == Observed.Scraped) await MetricsScraper.StartAsync(SocketIn(folder), process, stop);
        return new RunningBalancer(address, process, NetworkPlace.Here);
    }

    /// <param name="watchers">Further keys of the configuration.</param>
    public static string ConfigOf(string engine, IPEndPoint backend, string watchers) =>
        $$"""
        engine: {{engine}}
        listeners:
          compare: { bind: "127.0.0.1:0", pool: compare }
        pools:
          compare:
            health: { type: none }
            backends: ["{{backend}}"]
        {{watchers}}

        """;

    private static string Watchers(Observed observed, string folder) => observed switch
    {
        Observed.Logged => $"access-log: {{ to: {Path.Combine(folder, "access.log")} }}",
        Observed.Scraped => $"admin: {{ bind: \"unix:{SocketIn(folder)}\" }}",
        _ => "",
    };

    private static string SocketIn(string folder) => Path.Combine(folder, "admin.sock");

    /// <summary>Null when the line of the log does not tell where a listener accepts.</summary>
    public static IPEndPoint? AddressIn(string line)
    {
        var at = line.LastIndexOf(Announcement, StringComparison.Ordinal);
        if (at < 0) return null;
        return IPEndPoint.TryParse(line.AsSpan(at + Announcement.Length).Trim(), out var address) ? address : null;
    }
}
