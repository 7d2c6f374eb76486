namespace L4Balancer.Core.Capacity;

/// <summary>How loaded a pool is, what limits it, and what happens when something fails.</summary>
public sealed record PoolCapacity
{
    public required string Name { get; init; }

    public required int Sessions { get; init; }

    /// <summary>Of the pool; 0 is no limit.</summary>
    public int MaxConnections { get; init; }

    public required double SessionsPerSecond { get; init; }

    public required double BytesPerSecond { get; init; }

    public required double AnswersPerSecond { get; init; }

    /// <summary>The mean response time in seconds; null without answers.</summary>
    public double? Response { get; init; }

    /// <summary>
    /// Of the pool's own limit or of the backends in use, whichever is used more: for backends the sum for connections,
    /// else that of the backend that is nearest to its limit, because the others cannot take its share.
    /// </summary>
    public required Utilisation Utilisation { get; init; }

    /// <summary>By which share of the present load it can grow, evenly, before a limit is reached: 0.5 is by half; null
    /// is unknown.</summary>
    public double? Headroom { get; init; }

    /// <summary>What limits the pool, or will first, in a sentence.</summary>
    public required Bottleneck Bottleneck { get; init; }

    /// <summary>The failure of the largest backend, and of the largest two.</summary>
    public required IReadOnlyList<FailureForecast> Failures { get; init; }

    public required WeightProposal Weights { get; init; }

    /// <summary>The backends of all tiers, in the order of the config.</summary>
    public required IReadOnlyList<BackendCapacity> Backends { get; init; }
}

/// <summary>How loaded a backend is.</summary>
public sealed record BackendCapacity
{
    public required string Address { get; init; }

    public required int Tier { get; init; }

    public required bool IsUsed { get; init; }

    public required int Sessions { get; init; }

    public required int MaxConnections { get; init; }

    public required double SessionsPerSecond { get; init; }

    public required double BytesPerSecond { get; init; }

    public required double AnswersPerSecond { get; init; }

    /// <summary>The mean in seconds; null without answers.</summary>
    public double? Response { get; init; }

    public double? ResponseP99 { get; init; }

    /// <summary>Its share of the pool's load, 0 to 1; null if the pool has none, or it is not used.</summary>
    public double? Share { get; init; }

    /// <summary>
    /// Requests that it works on at the same time: rate times response time (Little's law); null without answers.
    /// </summary>
    public double? InProgress { get; init; }

    public double? Cpu { get; init; }

    public double? Memory { get; init; }

    public required Utilisation Utilisation { get; init; }
}

/// <summary>What limits a pool.</summary>
/// <param name="Backend">Null if no backend stands out.</param>
public sealed record Bottleneck(string? Backend, string Text);
