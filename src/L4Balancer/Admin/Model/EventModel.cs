namespace L4Balancer.Admin.Model;

/// <summary>Something that happened: health, failover, reload, an operator's act.</summary>
public sealed record JournalEvent
{
    /// <summary>Grows by one; 0 until the journal has it.</summary>
    public long Id { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>A word of a closed list: backend-down, failed-over, reloaded...</summary>
    public required string Kind { get; init; }

    /// <summary>info, warning or error.</summary>
    public string Severity { get; init; } = "info";

    public string? Pool { get; init; }

    public string? Backend { get; init; }

    /// <summary>Who asked for it; null when the balancer acted by itself.</summary>
    public string? Actor { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Message { get; init; }
}
