namespace L4Balancer.Core.Config;

/// <summary>The queue of sessions that find every eligible backend full.</summary>
public sealed record QueueConfig
{
    /// <summary>Sessions that may wait, at least 1; further ones are refused.</summary>
    public required int Max { get; init; }

    /// <summary>How long each may wait, 10 ms to 1 h; then it is refused.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
