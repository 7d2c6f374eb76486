using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Policies;

/// <summary>A backend in the table: immutable, except for the counters that it refers to.</summary>
public sealed class BackendView(
    NetAddress address, int tier, int weight, int fullWeight, int maxConnections, BackendCounters counters)
{
    /// <summary>
    /// One unit of configured weight in <see cref="Weight"/>: the ramp of slow start needs steps finer than 1.
    /// </summary>
    public const int WeightUnit = 100;

    public NetAddress Address { get; } = address;

    public int Tier { get; } = tier;

    /// <summary>The current weight, with slow start applied, in 1/100 of the configured unit; at least 1.</summary>
    public int Weight { get; } = weight;

    /// <summary>The weight after slow start, in the same unit.</summary>
    public int FullWeight { get; } = fullWeight;

    /// <summary>Maximum concurrent sessions; <see cref="int.MaxValue"/> is no limit.</summary>
    public int MaxConnections { get; } = maxConnections;

    public BackendCounters Counters { get; } = counters;

    /// <summary>Whether the backend joined a serving pool and has no outcome yet: the others go first.</summary>
    public bool IsOnTrial { get; init; }

    /// <summary>Whether it may hang: as long as others serve, it gets a trickle beside the policy.</summary>
    public bool IsSuspected { get; init; }

    /// <summary>
    /// Whether there is room under <see cref="MaxConnections"/>; another thread may take it at any moment.
    /// </summary>
    public bool HasRoom => Counters.Active < MaxConnections;
}
