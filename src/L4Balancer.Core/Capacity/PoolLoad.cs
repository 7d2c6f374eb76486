using L4Balancer.Core.Config;

namespace L4Balancer.Core.Capacity;

/// <summary>The load of a pool as it was measured over the last one or two minutes.</summary>
public sealed record PoolLoad
{
    public required string Name { get; init; }

    public required PolicyKind Policy { get; init; }

    public WeighBy WeighBy { get; init; }

    /// <summary>In manual mode no other tier takes over by itself.</summary>
    public FailoverMode Mode { get; init; }

    public int ActiveTier { get; init; }

    /// <summary>Of the pool: the sessions on all of its backends; 0 is no limit.</summary>
    public int MaxConnections { get; init; }

    /// <summary>Sessions that hold a place in the pool.</summary>
    public int Sessions => Backends.Sum(b => b.Sessions);

    /// <summary>The backends of all tiers, in the order of the config.</summary>
    public required IReadOnlyList<BackendLoad> Backends { get; init; }
}

/// <summary>The load of a backend. Rates are per second, durations in seconds.</summary>
public sealed record BackendLoad
{
    public required string Address { get; init; }

    public int Tier { get; init; }

    /// <summary>As configured, or as an operator set it, 1 to <see cref="Limits.WeightMax"/>.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>The weight in force; above 0.</summary>
    public double WeightInForce { get; init; } = 1;

    /// <summary>Whether it gets new sessions.</summary>
    public bool IsUsed { get; init; } = true;

    /// <summary>Whether it would get new sessions if its tier were in use.</summary>
    public bool IsEligible { get; init; } = true;

    public int Sessions { get; init; }

    /// <summary>0 is no limit.</summary>
    public int MaxConnections { get; init; }

    public double SessionsPerSecond { get; init; }

    public double BytesPerSecond { get; init; }

    /// <summary>Measured answers of the window.</summary>
    public long Answers { get; init; }

    public double AnswersPerSecond { get; init; }

    /// <summary>The mean response time; null without answers.</summary>
    public double? Response { get; init; }

    /// <summary>The 99th percentile of response times; null without answers.</summary>
    public double? ResponseP99 { get; init; }

    /// <summary>The busy share of its processors as its agent reports it, 0 to 1; null if unknown.</summary>
    public double? Cpu { get; init; }

    /// <summary>The used share of its memory as its agent reports it, 0 to 1; null if unknown.</summary>
    public double? Memory { get; init; }

    /// <summary>Response time by load in the last 15 minutes, in any order; see <see cref="ResponseCurve"/>.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];
}
