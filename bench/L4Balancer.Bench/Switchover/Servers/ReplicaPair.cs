using System.Net;
using L4Balancer.Bench.Switchover.Sessions;

namespace L4Balancer.Bench.Switchover.Servers;

/// <summary>Two running servers; the second replicates the first, until their roles are switched.</summary>
internal abstract class ReplicaPair(IPEndPoint first, IPEndPoint second)
{
    /// <summary>The primary at the start.</summary>
    public IPEndPoint First { get; } = first;

    /// <summary>The primary after the switch-over.</summary>
    public IPEndPoint Second { get; } = second;

    public IPEndPoint[] Both => [First, Second];

    /// <summary>The keys of the section <c>health</c> of l4balancer, as a flow mapping without braces.</summary>
    public abstract string OwnHealth { get; }

    /// <summary>The lines of a HAProxy section that find the primary; null asks the role page.</summary>
    public virtual string? HaproxyCheck => null;

    /// <exception cref="WriteException">There is no session.</exception>
    public abstract Task<IWriter> OpenAsync(IPEndPoint address, CancellationToken stop);

    /// <exception cref="WriteException">It does not answer.</exception>
    public abstract Task<bool> IsPrimaryAsync(IPEndPoint server, CancellationToken stop);

    /// <summary>
    /// Stops writes on the first server, waits for its replica, and promotes that one: completes when the second is
    /// the primary.
    /// </summary>
    public abstract Task SwitchAsync(CancellationToken stop);

    /// <summary>Makes the first server a replica of the second, where it still runs.</summary>
    public virtual Task DemoteAsync(CancellationToken stop) => Task.CompletedTask;

    /// <summary>The identifiers of all writes that a server has.</summary>
    public abstract Task<IReadOnlySet<long>> WrittenAsync(IPEndPoint server, CancellationToken stop);
}
