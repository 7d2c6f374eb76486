using System.Net;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Upgrade.Balancers;

/// <summary>HAProxy, whose old process serves its sessions until they end, or for a time that is configured.</summary>
/// <param name="hardStop">Seconds until an old process ends its sessions; null leaves <c>hard-stop-after</c>
/// out.</param>
internal abstract class HaproxyUpgrade(int? hardStop) : UpgradedBalancer
{
    public override string? Missing(Toolbox tools) => tools.Haproxy is null ? "HAProxy is not installed" : null;

    /// <param name="stats">The socket over which a new process gets the listening sockets of the old one.</param>
    protected string ConfigOf(Stage stage, int port, IPEndPoint server, string stats) =>
        $"""
        global
          nbthread {stage.Cores}
          maxconn {stage.SessionsMax}
          stats socket {stats} mode 600 level admin expose-fd listeners
          {(hardStop is { } seconds ? $"hard-stop-after {seconds}s" : "")}
        defaults
          mode tcp
          maxconn {stage.SessionsMax}
          timeout connect 5s
          timeout client 10m
          timeout server 10m
        listen drill
          bind 127.0.0.1:{port}
          server one {server}

        """;
}
