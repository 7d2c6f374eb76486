using System.Net;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Drill.Balancers;

/// <summary>HAProxy with checks and <c>redispatch</c>.</summary>
internal sealed class HaproxyDrill : DrillBalancer
{
    public override string Name => "haproxy";

    public override string? Missing(Toolbox tools) => tools.Haproxy is null ? "HAProxy is not installed" : null;

    public override Task<(OwnedProcess Process, IPEndPoint Address)> StartAsync(
        Stage stage, IReadOnlyList<IPEndPoint> servers, DrillOptions options, CancellationToken stop)
    {
        return Ports.StartAsync(stage.Processes, CommandOf, stop);

        string[] CommandOf(int port) =>
            [stage.Tools.Haproxy!, "-db", "-f", stage.NewFile("haproxy.cfg", ConfigOf(stage, port, servers, options))];
    }

    /// <summary>
    /// Without redispatch to another server at every retry, all retries but the last go to the same one.
    /// </summary>
    private static string ConfigOf(Stage stage, int port, IReadOnlyList<IPEndPoint> servers, DrillOptions options) =>
        $"""
        global
          nbthread {stage.Cores}
          maxconn {stage.SessionsMax}
        defaults
          mode tcp
          maxconn {stage.SessionsMax}
          timeout connect {ConnectSeconds}s
          timeout client 10m
          timeout server 10m
          retries {servers.Count - 1}
          option redispatch 1
        listen drill
          bind 127.0.0.1:{port}
          balance {PolicyOf(options.Policy)}
        {options.Servers.HaproxyCheck}
          default-server check inter {CheckSeconds}s rise 2 fall 3
        {string.Join('\n', servers.Select((s, i) => $"  server s{i} {s}"))}

        """;

    private static string PolicyOf(string policy) => policy switch
    {
        "round-robin" => "roundrobin",
        "random" => "random(1)",
        "power-of-two" => "random(2)",
        _ => "leastconn",
    };
}
