namespace L4Balancer.Admin.History;

/// <summary>The recent history: one point per step, oldest first.</summary>
/// <param name="StepSeconds">From one point to the next.</param>
/// <param name="To">The moment of the last point.</param>
public sealed record HistoryReport(double StepSeconds, DateTimeOffset To, IReadOnlyList<HistorySeries> Series);

/// <summary>The series of a pool, or of one of its backends. A point is null if unknown.</summary>
public sealed record HistorySeries
{
    public required string Pool { get; init; }

    /// <summary>Null for the pool as a whole.</summary>
    public string? Backend { get; init; }

    /// <summary>New sessions per second.</summary>
    public required IReadOnlyList<double?> SessionsPerSecond { get; init; }

    /// <summary>Sessions at the time of the point.</summary>
    public required IReadOnlyList<int?> Active { get; init; }

    /// <summary>Both directions together.</summary>
    public required IReadOnlyList<double?> BytesPerSecond { get; init; }

    /// <summary>The median connect time in seconds; null if there were no connects.</summary>
    public required IReadOnlyList<double?> ConnectP50 { get; init; }

    /// <summary>The 99th percentile.</summary>
    public required IReadOnlyList<double?> ConnectP99 { get; init; }
}
