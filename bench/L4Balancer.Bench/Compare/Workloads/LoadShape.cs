namespace L4Balancer.Bench.Compare.Workloads;

/// <summary>What the clients of a workload do; each generator says it in its own words.</summary>
internal sealed record LoadShape
{
    public required int Connections { get; init; }

    /// <summary>Of a value or an answer.</summary>
    public int PayloadBytes { get; init; }

    /// <summary>Requests in flight per connection.</summary>
    public int Pipeline { get; init; } = 1;

    /// <summary>A new connection for every request.</summary>
    public bool IsReconnecting { get; init; }

    /// <summary>Bulk from the client to the server; otherwise the other way.</summary>
    public bool IsUpload { get; init; }
}
