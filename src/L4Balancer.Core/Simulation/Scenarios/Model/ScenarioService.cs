namespace L4Balancer.Core.Simulation.Scenarios.Model;

/// <summary>
/// A server: a number of cores that each answer one question at a time, and a queue in front of them. So the response
/// time grows with the utilisation.
/// </summary>
public sealed record ScenarioService
{
    /// <summary>The mean time that a core needs for an answer, 1 us to 1 h.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMilliseconds(10);

    public ServiceDistribution Distribution { get; init; } = ServiceDistribution.Exponential;

    /// <summary>For <c>lognormal</c>: standard deviation as a multiple of the mean, 0.1 to 10.</summary>
    public double Variation { get; init; } = 2;

    /// <summary>
    /// For <c>pareto</c>: the exponent of the tail, 1.05 to 10; the smaller, the heavier. The longest time is 1000
    /// times the shortest.
    /// </summary>
    public double Tail { get; init; } = 1.5;

    /// <summary>Questions answered at the same time, 1 to 10,000; more wait in the server's queue.</summary>
    public int Cores { get; init; } = 4;

    /// <summary>
    /// How much longer an answer takes for each other one that is being worked on, as a share, 0 to 10: locks, caches
    /// and disks that the cores share.
    /// </summary>
    public double Contention { get; init; }
}

/// <summary>How service times vary around their mean.</summary>
public enum ServiceDistribution
{
    Exponential,
    Constant,
    Lognormal,
    Pareto,
}
