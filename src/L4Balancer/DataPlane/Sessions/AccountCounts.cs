namespace L4Balancer.DataPlane.Sessions;

/// <summary>The counts of a session.</summary>
/// <param name="ReportedAt">When the running session was last reported.</param>
/// <param name="Upload">Bytes from the client that are in the counters.</param>
/// <param name="Download">Bytes from the backend that are in the counters.</param>
internal readonly record struct AccountCounts(long ReportedAt, long Upload, long Download);
