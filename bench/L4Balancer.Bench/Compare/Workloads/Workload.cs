using L4Balancer.Bench.Compare.Backends;

namespace L4Balancer.Bench.Compare.Workloads;

/// <summary>Something that is measured: a server, what clients do with it, and what is counted.</summary>
/// <param name="Name">Short and stable: on the command line and in every report.</param>
/// <param name="Title">What it is, for a reader.</param>
internal sealed record Workload(string Name, string Title, BackendKind Backend, LoadShape Shape)
{
    public WorkUnit Unit => Backend == BackendKind.Bulk ? WorkUnit.Byte : WorkUnit.Request;

    /// <summary>Sessions that do nothing: their memory is measured, and there is no rate.</summary>
    public bool IsIdle { get; init; }

    /// <summary>Backends that are checked while there are no clients; 0 when that is not what is measured.</summary>
    public int CheckedBackends { get; init; }

    /// <summary>Clients ask for something, and how fast and at what cost is measured.</summary>
    public bool HasRate => !IsIdle && CheckedBackends == 0;
}
