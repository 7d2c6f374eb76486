using System.Net;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;

namespace L4Balancer.Bench.Upgrade.Balancers;

/// <summary>SIGUSR2 to the master of <c>-W</c>, which executes itself and passes the listening sockets on.</summary>
internal sealed class HaproxyReload(string name, int? hardStop = null) : HaproxyUpgrade(hardStop)
{
    private readonly int? _hardStop = hardStop;

    public override string Name => name;

    public override string Title =>
        $"`haproxy -W`, SIGUSR2{(_hardStop is { } seconds ? $", `hard-stop-after {seconds}s`" : "")}";

    public override int? Remaining => Started[0].Id;

    public override Task<IPEndPoint> StartAsync(Stage stage, IPEndPoint server, CancellationToken stop)
    {
        var stats = Path.Combine(stage.NewFolder("haproxy"), "stats");
        return StartOnPortAsync(
            stage,
            port => [
                stage.Tools.Haproxy!, "-W", "-f", stage.NewFile("haproxy.cfg", ConfigOf(stage, port, server, stats)),
            ],
            stop);
    }

    public override Task UpgradeAsync(Stage stage, CancellationToken stop)
    {
        Signals.Send(Started[0].Id, Signals.User2);
        return Task.CompletedTask;
    }
}
