using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers.SwitchOvers;

/// <summary>A balancer whose one pool is the primary of two servers.</summary>
internal static class PrimaryPool
{
    public static Task<RunningBalancer> StartAsync(EngineKind engine, int[] ports, HealthConfig health) =>
        RunningBalancer.StartAsync(
            new TestedEngine(engine, RelayKind.Adaptive),
            ports.Select(port => NetAddress.FromIp(IPAddress.Loopback, port)),
            pool => pool with
            {
                Role = PoolRole.Primary,
                Health = health with { Interval = TimeSpan.FromMilliseconds(500), Timeout = TimeSpan.FromSeconds(5) },
            });
}
