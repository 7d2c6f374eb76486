using System.Net;
using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Balancers;

/// <summary>The balancer of this repository with one of its engines, and the defaults for all else.</summary>
internal sealed class OwnBalancer(string engine) : IBalancer
{
    private const string Announcement = " accepts on ";

    public string Name => engine;

    public bool HasProcesses => true;

    public string? Missing(Toolbox tools) => tools.L4Balancer is null
        ? "the balancer is not built (dotnet build -c Release src/L4Balancer, or --l4balancer PATH)"
        : null;

    public async Task<RunningBalancer> StartAsync(Stage stage, RunningBackend backend, CancellationToken stop)
    {
        var config = stage.NewFile($"{engine}.yaml", ConfigOf(engine, backend.Address));
        var process = stage.Processes.Start([.. Toolbox.CommandOf(stage.Tools.L4Balancer!), "run", "-c", config]);
        var address = await Announcements.AddressAsync(process, AddressIn, stop);
        return address is null
            ? throw new CompareException(Ports.Failure(process))
            : new RunningBalancer(address, process, NetworkPlace.Here);
    }

    public static string ConfigOf(string engine, IPEndPoint backend) =>
        $$"""
        engine: {{engine}}
        listeners:
          compare: { bind: "127.0.0.1:0", pool: compare }
        pools:
          compare:
            health: { type: none }
            backends: ["{{backend}}"]

        """;

    /// <summary>Null when the line of the log does not tell where a listener accepts.</summary>
    public static IPEndPoint? AddressIn(string line)
    {
        var at = line.LastIndexOf(Announcement, StringComparison.Ordinal);
        if (at < 0) return null;
        return IPEndPoint.TryParse(line.AsSpan(at + Announcement.Length).Trim(), out var address) ? address : null;
    }
}
