using System.Net;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;

namespace L4Balancer.Bench.Compare.Checks;

/// <summary>A balancer that checks its backends by itself.</summary>
internal interface ICheckingBalancer : IBalancer
{
    /// <summary>Starts one that gets no clients.</summary>
    /// <param name="backends">All in one pool. If empty, the program has one unchecked backend.</param>
    /// <param name="interval">Between two checks of a backend; a check is a TCP connect.</param>
    /// <exception cref="CompareException">It cannot be started.</exception>
    Task<OwnedProcess> StartCheckingAsync(
        Stage stage, IReadOnlyList<IPEndPoint> backends, TimeSpan interval, CancellationToken stop);
}
