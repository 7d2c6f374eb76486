namespace L4Balancer.Admin.Model;

/// <summary>An event: health, failover, reload, an operator's action.</summary>
public sealed record JournalEvent
{
    /// <summary>A sequence number; 0 until the journal assigns it.</summary>
    public long Id { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>A word of a closed list: backend-down, failed-over, reloaded...</summary>
    public required string Kind { get; init; }

    /// <summary>info, warning or error.</summary>
    public string Severity { get; init => field = value ?? "info"; } = "info";

    public string? Pool { get; init; }

    public string? Backend { get; init; }

    /// <summary>Who requested it; null if the balancer acted by itself.</summary>
    public string? Actor { get; init; }

    /// <summary>One sentence for the operator.</summary>
    public required string Message { get; init; }
}
