namespace L4Balancer.Core.Capacity;

/// <summary>What happens when backends fail.</summary>
public sealed record FailureForecast
{
    /// <summary>The failed backends: the largest.</summary>
    public required IReadOnlyList<string> Failed { get; init; }

    public required FailureOutcome Outcome { get; init; }

    /// <summary>The tier that serves then; null if none does.</summary>
    public int? Tier { get; init; }

    /// <summary>The backends that serve then.</summary>
    public int Serving { get; init; }

    /// <summary>The load of the rest as a multiple of today's, of the one that it rises most for; null if another tier
    /// takes over, or nothing serves.</summary>
    public double? LoadFactor { get; init; }

    /// <summary>Sessions for which the pool, or every serving backend, is at its <c>max-connections</c>.</summary>
    public int Unplaced { get; init; }

    /// <summary>The backend that is nearest to its limit then; null if no limit is known.</summary>
    public string? Busiest { get; init; }

    /// <summary>Its utilisation then.</summary>
    public double? BusiestShare { get; init; }

    public required string Text { get; init; }
}

/// <summary>How a failure ends.</summary>
public enum FailureOutcome
{
    /// <summary>No known limit is exceeded.</summary>
    Holds,

    /// <summary>Some or all limits are unknown, and no known one is exceeded.</summary>
    Unknown,

    /// <summary>A limit is exceeded.</summary>
    Exceeded,

    NothingServes,
}
