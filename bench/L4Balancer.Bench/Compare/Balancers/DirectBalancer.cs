using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Features;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Balancers;

/// <summary>No balancer: the physical limit of client, server and machine.</summary>
internal sealed class DirectBalancer : IBalancer
{
    public string Name => "direct";

    public bool HasProcesses => false;

    public string? Missing(Toolbox tools) => null;

    public string? CannotDo(Feature feature) =>
        feature.HasDirect ? null : "its server would get what is meant for a balancer";

    public Task<RunningBalancer> StartAsync(Stage stage, RunningBackend backend, CancellationToken stop) =>
        Task.FromResult(new RunningBalancer(backend.Address, null, NetworkPlace.Here));
}
