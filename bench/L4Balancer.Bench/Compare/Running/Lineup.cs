using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Processes;

namespace L4Balancer.Bench.Compare.Running;

/// <summary>
/// The servers and the balancers in front of them, started on first use and kept for all rounds, so that
/// just-in-time compilation is complete when it matters.
/// </summary>
internal sealed class Lineup(Stage stage)
{
    private readonly Dictionary<BackendKind, RunningBackend> _backends = [];
    private readonly Dictionary<(string, BackendKind), RunningBalancer> _balancers = [];

    /// <exception cref="CompareException">It cannot be started.</exception>
    public async Task<RunningBackend> BackendAsync(BackendKind kind, CancellationToken stop)
    {
        if (_backends.TryGetValue(kind, out var running)) return running;
        var backend = BackendChoice.Of(kind, stage.Tools);
        var address = await backend.StartAsync(stage, NetworkPlace.Here, stop);
        return _backends[kind] = new RunningBackend(backend, address);
    }

    /// <exception cref="CompareException">The balancer, or the server behind it, cannot be started.</exception>
    public async Task<RunningBalancer> BalancerAsync(IBalancer balancer, BackendKind kind, CancellationToken stop)
    {
        if (_balancers.TryGetValue((balancer.Name, kind), out var running)) return running;
        var backend = await BackendAsync(kind, stop);
        return _balancers[(balancer.Name, kind)] = await balancer.StartAsync(stage, backend, stop);
    }
}
