using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Policies;

/// <summary>A backend as the table shows it: immutable, but for the counters it points to.</summary>
public sealed class BackendView(
    NetAddress address, int tier, int weight, int fullWeight, int maxConnections, BackendCounters counters)
{
    /// <summary>
    /// One unit of configured weight in <see cref="Weight"/>: the ramp of slow start needs steps finer than 1.
    /// </summary>
    public const int WeightUnit = 100;

    public NetAddress Address { get; } = address;

    public int Tier { get; } = tier;

    /// <summary>The weight in force, slow start applied, in 1/100 of the configured unit; at least 1.</summary>
    public int Weight { get; } = weight;

    /// <summary>The weight when slow start is over, in the same unit.</summary>
    public int FullWeight { get; } = fullWeight;

    /// <summary>Sessions at the same time; <see cref="int.MaxValue"/> is no limit.</summary>
    public int MaxConnections { get; } = maxConnections;

    public BackendCounters Counters { get; } = counters;

    /// <summary>No outcome has come yet of a backend that joined a serving pool: the others go first.</summary>
    public bool IsOnTrial { get; init; }

    /// <summary>
    /// True while there is a place under <see cref="MaxConnections"/>; another thread may take it the next moment.
    /// </summary>
    public bool HasRoom => Counters.Active < MaxConnections;
}
