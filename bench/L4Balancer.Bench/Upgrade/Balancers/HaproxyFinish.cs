using System.Net;
using L4Balancer.Bench.Compare.Running;

namespace L4Balancer.Bench.Upgrade.Balancers;

/// <summary>
/// A new process takes the listening sockets (<c>-x</c>) and tells the old one to finish (<c>-sf</c>).
/// </summary>
internal sealed class HaproxyFinish() : HaproxyUpgrade(hardStop: null)
{
    private string _config = "";
    private string _stats = "";

    public override string Name => "haproxy-sf";

    public override string Title => "`haproxy -x SOCKET -sf PID`";

    public override Task<IPEndPoint> StartAsync(Stage stage, IPEndPoint server, CancellationToken stop)
    {
        _stats = Path.Combine(stage.NewFolder("haproxy"), "stats");
        return StartOnPortAsync(stage, CommandOf, stop);

        string[] CommandOf(int port)
        {
            _config = stage.NewFile("haproxy.cfg", ConfigOf(stage, port, server, _stats));
            return [stage.Tools.Haproxy!, "-db", "-f", _config];
        }
    }

    public override Task UpgradeAsync(Stage stage, CancellationToken stop)
    {
        var old = Started[0].Id;
        Started.Add(
            stage.Processes.Start(stage.Tools.Haproxy!, "-db", "-f", _config, "-x", _stats, "-sf", $"{old}"));
        return Task.CompletedTask;
    }
}
