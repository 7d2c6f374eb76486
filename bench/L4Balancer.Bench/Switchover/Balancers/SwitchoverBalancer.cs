using System.Net;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Switchover.Servers;

namespace L4Balancer.Bench.Switchover.Balancers;

/// <summary>
/// A balancer that leads writers to the primary: it asks both servers every second, four times as often where something
/// changes, and ends the sessions of a server that is no longer the primary.
/// </summary>
internal abstract class SwitchoverBalancer
{
    /// <summary>Seconds between health checks.</summary>
    protected const int CheckSeconds = 1;

    /// <summary>Short and stable: the name on the command line and in every report.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it needs somebody to ask the servers for their role.</summary>
    public virtual bool NeedsRolePages => false;

    /// <summary>Why it is not available; null if it is.</summary>
    public abstract string? Missing(Toolbox tools);

    /// <summary>Completes when it leads to the primary.</summary>
    /// <param name="pages">Null unless they are needed.</param>
    /// <returns>Its process, and where clients connect to.</returns>
    public async Task<(OwnedProcess Process, IPEndPoint Address)> StartAsync(
        Stage stage, ReplicaPair pair, RolePages? pages, CancellationToken stop)
    {
        var started = await LaunchAsync(stage, pair, pages, stop);
        await FirstSession.WaitAsync(pair, started.Address, stop);
        return started;
    }

    protected abstract Task<(OwnedProcess Process, IPEndPoint Address)> LaunchAsync(
        Stage stage, ReplicaPair pair, RolePages? pages, CancellationToken stop);
}
