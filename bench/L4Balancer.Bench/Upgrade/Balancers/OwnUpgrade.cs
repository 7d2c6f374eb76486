using System.Net;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Upgrade.Balancers;

/// <summary>The balancer of this repository, or another build of it, with its defaults.</summary>
/// <param name="program">Null is the one that was built here.</param>
internal sealed class OwnUpgrade(string name, string engine, string? program = null) : UpgradedBalancer
{
    private string _admin = "";

    public override string Name => name;

    public override string Title => "`l4balancer upgrade`";

    /// <exception cref="CompareException">Not <c>NAME=PATH</c>, or there is no such file.</exception>
    public static OwnUpgrade ParseBuild(string text)
    {
        var (name, program) = OwnBalancer.ParseBuildText(text);
        return new OwnUpgrade(name, BalancerList.Guarded, program);
    }

    public override string? Missing(Toolbox tools) => (program ?? tools.L4Balancer) is null
        ? "the balancer is not built (dotnet build -c Release src/L4Balancer, or --l4balancer PATH)"
        : null;

    public override async Task<IPEndPoint> StartAsync(Stage stage, IPEndPoint server, CancellationToken stop)
    {
        _admin = $"unix:{Path.Combine(stage.NewFolder(name), "admin.sock")}";
        var config = OwnBalancer.ConfigOf(
            engine, "{ type: none }", [server], $"admin: {{ bind: \"{_admin}\" }}");
        var process = stage.Processes.Start(
            UnderInit.Run([.. CommandOf(stage), "run", "-c", stage.NewFile($"{name}.yaml", config)]));
        Started.Add(process);
        var address = await Announcements.AddressAsync(process, OwnBalancer.AddressIn, stop);
        return address ?? throw new CompareException(Ports.Failure(process));
    }

    public override async Task UpgradeAsync(Stage stage, CancellationToken stop)
    {
        var result = await ProgramRun.ToEndAsync([.. CommandOf(stage), "upgrade", "--admin", _admin], Patience, stop);
        if (result.ExitCode != 0) throw new CompareException($"{name}: {result.LastLine}");
    }

    private string[] CommandOf(Stage stage) => Toolbox.CommandOf(program ?? stage.Tools.L4Balancer!);
}
