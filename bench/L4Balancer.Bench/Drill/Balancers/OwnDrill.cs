using System.Net;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Drill.Balancers;

/// <summary>
/// The balancer of this repository, or another build of it, with its defaults and probes of the servers' kind.
/// </summary>
/// <param name="program">Null is the one that was built here.</param>
internal sealed class OwnDrill(string name, string engine, string? program = null) : DrillBalancer
{
    public override string Name => name;

    /// <exception cref="CompareException">Not <c>NAME=PATH</c>, or there is no such file.</exception>
    public static OwnDrill ParseBuild(string text)
    {
        var (name, program) = OwnBalancer.ParseBuildText(text);
        return new OwnDrill(name, BalancerList.Guarded, program);
    }

    public override string? Missing(Toolbox tools) => (program ?? tools.L4Balancer) is null
        ? "the balancer is not built (dotnet build -c Release src/L4Balancer, or --l4balancer PATH)"
        : null;

    public override async Task<(OwnedProcess Process, IPEndPoint Address)> StartAsync(
        Stage stage, IReadOnlyList<IPEndPoint> servers, DrillOptions options, CancellationToken stop)
    {
        var file = stage.NewFile($"{name}.yaml", ConfigOf(servers, options));
        var command = Toolbox.CommandOf(program ?? stage.Tools.L4Balancer!);
        var process = stage.Processes.Start([.. command, "run", "-c", file]);
        var address = await Announcements.AddressAsync(process, OwnBalancer.AddressIn, stop);
        return address is null ? throw new CompareException(Ports.Failure(process)) : (process, address);
    }

    private string ConfigOf(IReadOnlyList<IPEndPoint> servers, DrillOptions options) =>
        $$"""
        engine: {{engine}}
        listeners:
          drill: { bind: "127.0.0.1:0", pool: drill }
        pools:
          drill:
            policy: {{options.Policy}}
            {{(options.WeighBy is { } signal ? $"weigh-by: {signal}" : "")}}
            timeouts: { connect: {{ConnectSeconds}}s }
            health: { {{options.Servers.OwnProbe}}, interval: {{CheckSeconds}}s, rise: 2, fall: 3 }
            backends: [{{string.Join(", ", servers.Select(s => $"\"{s}\""))}}]

        """;
}
