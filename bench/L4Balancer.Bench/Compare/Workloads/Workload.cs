using L4Balancer.Bench.Compare.Backends;

namespace L4Balancer.Bench.Compare.Workloads;

/// <summary>A workload: a server, its clients' behaviour, and the unit counted.</summary>
/// <param name="Name">A short and stable name, for the command line and reports.</param>
/// <param name="Title">A description.</param>
internal sealed record Workload(string Name, string Title, BackendKind Backend, LoadShape Shape)
{
    public WorkUnit Unit => Backend == BackendKind.Bulk ? WorkUnit.Byte : WorkUnit.Request;

    /// <summary>Whether sessions are idle: their memory is measured, and there is no rate.</summary>
    public bool IsIdle { get; init; }

    /// <summary>Number of backends checked without clients; 0 for other workloads.</summary>
    public int CheckedBackends { get; init; }

    /// <summary>Whether clients send requests, whose rate and cost are measured.</summary>
    public bool HasRate => !IsIdle && CheckedBackends == 0;
}
