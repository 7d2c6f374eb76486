namespace L4Balancer.Admin.Model;

/// <summary>The rebalancing of a pool.</summary>
public sealed record RebalanceSnapshot
{
    /// <summary>balanced; moving; or stopped, because too few clients connected again.</summary>
    public required string State { get; init; }

    /// <summary>Sessions above the threshold, by the last look.</summary>
    public required int Excess { get; init; }

    /// <summary>Whether it only says what it would do.</summary>
    public required bool IsDryRun { get; init; }
}
