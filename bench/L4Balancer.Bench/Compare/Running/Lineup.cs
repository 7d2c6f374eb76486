using System.Net;
using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Balancers;

namespace L4Balancer.Bench.Compare.Running;

/// <summary>
/// The servers and the balancers in front of them, started when they are first needed and kept for all rounds: so that
/// the compilers of those that compile while they run have long done so when it counts.
/// </summary>
internal sealed class Lineup(Stage stage)
{
    private readonly Dictionary<BackendKind, IPEndPoint> _backends = [];
    private readonly Dictionary<(string, BackendKind), RunningBalancer> _balancers = [];

    /// <exception cref="CompareException">It cannot be started.</exception>
    public async Task<IPEndPoint> BackendAsync(BackendKind kind, CancellationToken stop)
    {
        if (_backends.TryGetValue(kind, out var running)) return running;
        return _backends[kind] = await BackendChoice.Of(kind, stage.Tools).StartAsync(stage, stop);
    }

    /// <exception cref="CompareException">It, or the server behind it, cannot be started.</exception>
    public async Task<RunningBalancer> BalancerAsync(IBalancer balancer, BackendKind kind, CancellationToken stop)
    {
        if (_balancers.TryGetValue((balancer.Name, kind), out var running)) return running;
        var backend = await BackendAsync(kind, stop);
        return _balancers[(balancer.Name, kind)] = await balancer.StartAsync(stage, backend, stop);
    }
}
