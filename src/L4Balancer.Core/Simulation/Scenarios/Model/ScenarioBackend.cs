namespace L4Balancer.Core.Simulation.Scenarios.Model;

/// <summary>A backend that differs from the others of its pool; what is null is as in the others.</summary>
public sealed record ScenarioBackend
{
    /// <summary>As in the pool of the configuration.</summary>
    public string Address { get; init; } = "";

    public TimeSpan? Time { get; init; }

    public ServiceDistribution? Distribution { get; init; }

    public double? Variation { get; init; }

    public double? Tail { get; init; }

    public int? Cores { get; init; }

    public double? Contention { get; init; }

    /// <summary>The service of this backend in a pool whose others have <paramref name="usual"/>.</summary>
    public ScenarioService Over(ScenarioService usual) => new()
    {
        Time = Time ?? usual.Time,
        Distribution = Distribution ?? usual.Distribution,
        Variation = Variation ?? usual.Variation,
        Tail = Tail ?? usual.Tail,
        Cores = Cores ?? usual.Cores,
        Contention = Contention ?? usual.Contention,
    };
}
