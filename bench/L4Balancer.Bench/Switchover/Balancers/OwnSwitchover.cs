using System.Net;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Switchover.Servers;

namespace L4Balancer.Bench.Switchover.Balancers;

/// <summary>The balancer of this repository, or another build of it, with <c>role: primary</c>.</summary>
/// <param name="program">Null is the one that was built here.</param>
internal sealed class OwnSwitchover(string name, string engine, string? program = null) : SwitchoverBalancer
{
    public override string Name => name;

    /// <exception cref="CompareException">Not <c>NAME=PATH</c>, or there is no such file.</exception>
    public static OwnSwitchover ParseBuild(string text)
    {
        var (name, program) = OwnBalancer.ParseBuildText(text);
        return new OwnSwitchover(name, BalancerList.Guarded, program);
    }

    public override string? Missing(Toolbox tools) => (program ?? tools.L4Balancer) is null
        ? "the balancer is not built (dotnet build -c Release src/L4Balancer, or --l4balancer PATH)"
        : null;

    protected override async Task<(OwnedProcess Process, IPEndPoint Address)> LaunchAsync(
        Stage stage, ReplicaPair pair, RolePages? pages, CancellationToken stop)
    {
        var file = stage.NewFile($"{name}.yaml", ConfigOf(pair));
        var command = Toolbox.CommandOf(program ?? stage.Tools.L4Balancer!);
        var process = stage.Processes.Start([.. command, "run", "-c", file]);
        var address = await Announcements.AddressAsync(process, OwnBalancer.AddressIn, stop);
        return address is null ? throw new CompareException(Ports.Failure(process)) : (process, address);
    }

    private string ConfigOf(ReplicaPair pair) =>
        $$"""
        engine: {{engine}}
        listeners:
          drill: { bind: "127.0.0.1:0", pool: drill }
        pools:
          drill:
            role: primary
            health: { {{pair.OwnHealth}}, interval: {{CheckSeconds}}s }
            backends: [{{string.Join(", ", pair.Both.Select(s => $"\"{s}\""))}}]

        """;
}
