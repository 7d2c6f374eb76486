using System.Net;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Balancers;

/// <summary>No balancer: the physical limit of client, server and machine.</summary>
internal sealed class DirectBalancer : IBalancer
{
    public string Name => "direct";

    public string? Missing(Toolbox tools) => null;

    public Task<RunningBalancer> StartAsync(Stage stage, IPEndPoint backend, CancellationToken stop) =>
        Task.FromResult(new RunningBalancer(backend, null));
}
