namespace L4Balancer.Admin.History;

/// <summary>How it went of late: one point a step, the oldest first.</summary>
/// <param name="StepSeconds">From one point to the next.</param>
/// <param name="To">The moment of the last point.</param>
public sealed record HistoryReport(double StepSeconds, DateTimeOffset To, IReadOnlyList<HistorySeries> Series);

/// <summary>A pool, or one of its backends. A point is null where nothing is known of it.</summary>
public sealed record HistorySeries
{
    public required string Pool { get; init; }

    /// <summary>Null for the pool as a whole.</summary>
    public string? Backend { get; init; }

    /// <summary>Sessions that began to hold a backend, a second.</summary>
    public required IReadOnlyList<double?> SessionsPerSecond { get; init; }

    /// <summary>Sessions at the moment of the point.</summary>
    public required IReadOnlyList<int?> Active { get; init; }

    /// <summary>Both ways together.</summary>
    public required IReadOnlyList<double?> BytesPerSecond { get; init; }

    /// <summary>Seconds that half of the connects took at most; null when there were none.</summary>
    public required IReadOnlyList<double?> ConnectP50 { get; init; }

    /// <summary>The same of 99 in a hundred.</summary>
    public required IReadOnlyList<double?> ConnectP99 { get; init; }
}
