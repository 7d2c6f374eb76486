namespace L4Balancer.Bench.Compare.Workloads;

/// <summary>The behaviour of a workload's clients, which each generator translates to its own options.</summary>
internal sealed record LoadShape
{
    public required int Connections { get; init; }

    /// <summary>The size of a value or an answer.</summary>
    public int PayloadBytes { get; init; }

    /// <summary>Requests in flight per connection.</summary>
    public int Pipeline { get; init; } = 1;

    /// <summary>A new connection for every request.</summary>
    public bool IsReconnecting { get; init; }

    /// <summary>What every echo message is, in hexadecimal digits; null for random bytes.</summary>
    public string? Message { get; init; }

    /// <summary>Whether bulk data flows from client to server; otherwise the reverse.</summary>
    public bool IsUpload { get; init; }
}
