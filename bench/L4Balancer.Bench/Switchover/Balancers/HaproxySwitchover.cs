using System.Net;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Switchover.Servers;

namespace L4Balancer.Bench.Switchover.Balancers;

/// <summary>
/// HAProxy with the check that people use: a tcp-check for Redis, and a health page beside the others, since it cannot
/// ask them itself. A server changes its state after one check.
/// </summary>
internal sealed class HaproxySwitchover : SwitchoverBalancer
{
    public override string Name => "haproxy";

    public override bool NeedsRolePages => true;

    public override string? Missing(Toolbox tools) => tools.Haproxy is null ? "HAProxy is not installed" : null;

    protected override Task<(OwnedProcess Process, IPEndPoint Address)> LaunchAsync(
        Stage stage, ReplicaPair pair, RolePages? pages, CancellationToken stop)
    {
        return Ports.StartAsync(stage.Processes, CommandOf, stop);

        string[] CommandOf(int port) =>
            [stage.Tools.Haproxy!, "-db", "-f", stage.NewFile("haproxy.cfg", ConfigOf(stage, port, pair, pages!))];
    }

    private static string ConfigOf(Stage stage, int port, ReplicaPair pair, RolePages pages) =>
        $"""
        global
          nbthread {stage.Cores}
          maxconn {stage.SessionsMax}
        defaults
          mode tcp
          maxconn {stage.SessionsMax}
          timeout connect 3s
          timeout client 10m
          timeout server 10m
          timeout check 1s
          option redispatch 1
        listen drill
          bind 127.0.0.1:{port}
        {pair.HaproxyCheck ?? "  option httpchk"}
          default-server check inter {CheckSeconds}s fastinter {250 * CheckSeconds}ms rise 1 fall 1 {OnDown}
        {string.Join('\n', pair.Both.Select((s, i) => $"  server s{i} {s}{PageOf(pair, pages, i)}"))}

        """;

    private const string OnDown = "on-marked-down shutdown-sessions";

    private static string PageOf(ReplicaPair pair, RolePages pages, int server) =>
        pair.HaproxyCheck is null ? $" port {pages.PortOf(server)}" : "";
}
