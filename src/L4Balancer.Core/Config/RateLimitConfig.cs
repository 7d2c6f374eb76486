namespace L4Balancer.Core.Config;

/// <summary>How many bytes per second may be relayed.</summary>
public sealed record RateLimitConfig
{
    /// <summary>Of each session.</summary>
    public ByteRateConfig Session { get; init; } = new();

    /// <summary>Of all sessions of a source together; <c>per-source</c> says what one is.</summary>
    public ByteRateConfig Source { get; init; } = new();

    /// <summary>Of all sessions of the listener together.</summary>
    public ByteRateConfig Listener { get; init; } = new();
}

/// <summary>Bytes per second in each direction.</summary>
public sealed record ByteRateConfig
{
    /// <summary>From clients to backends; null is no limit.</summary>
    public int? Upload { get; init; }

    /// <summary>From backends to clients; null is no limit.</summary>
    public int? Download { get; init; }
}
