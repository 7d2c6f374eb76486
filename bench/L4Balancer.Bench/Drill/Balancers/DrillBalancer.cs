using System.Net;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Drill.Balancers;

/// <summary>
/// A balancer in front of the servers of a drill. All have the same connect timeout, as many retries elsewhere as there
/// are other servers, and, where there are any, the health checks of the servers' kind every 2 s: 3 to go down, 2 to
/// come back.
/// </summary>
internal abstract class DrillBalancer
{
    /// <summary>Seconds to wait for a connect.</summary>
    protected const int ConnectSeconds = 3;

    /// <summary>Seconds between health checks.</summary>
    protected const int CheckSeconds = 2;

    /// <summary>Short and stable: the name on the command line and in every report.</summary>
    public abstract string Name { get; }

    /// <summary>Why it is not available; null if it is.</summary>
    public abstract string? Missing(Toolbox tools);

    /// <param name="options">With a policy of l4balancer: another balancer uses the one of its own that is most like
    /// it.</param>
    /// <returns>Its process, and where clients connect to.</returns>
    /// <exception cref="CompareException">It cannot be started.</exception>
    public abstract Task<(OwnedProcess Process, IPEndPoint Address)> StartAsync(
        Stage stage, IReadOnlyList<IPEndPoint> servers, DrillOptions options, CancellationToken stop);
}
