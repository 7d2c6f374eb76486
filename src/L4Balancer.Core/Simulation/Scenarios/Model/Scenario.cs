namespace L4Balancer.Core.Simulation.Scenarios.Model;

/// <summary>
/// What happens to a pool in a simulation: who arrives, how the servers answer, and what fails when. The initialisers
/// of these records are the one place where a default is written.
/// </summary>
public sealed record Scenario
{
    /// <summary>The simulated pool; empty is the only pool of the configuration.</summary>
    public string Pool { get; init; } = "";

    /// <summary>The simulated time, 1 s to 24 h.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time at the beginning that does not count, 0 to 1 h; less than <see cref="Duration"/>.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.Zero;

    /// <summary>A session that waits longer than this for an answer counts as hung, 1 ms to 1 h.</summary>
    public TimeSpan HungAfter { get; init; } = TimeSpan.FromSeconds(1);

    public ScenarioArrivals Arrivals { get; init; } = new();

    public ScenarioSessions Sessions { get; init; } = new();

    /// <summary>How each server of the pool answers, unless <see cref="Backends"/> says otherwise.</summary>
    public ScenarioService Service { get; init; } = new();

    /// <summary>The backends that differ from <see cref="Service"/>.</summary>
    public IReadOnlyList<ScenarioBackend> Backends { get; init; } = [];

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<ScenarioFailure> Failures { get; init; } = [];

    /// <summary>What is left of it for a pool that has only some of the backends: their failures.</summary>
    public Scenario For(IReadOnlyCollection<string> backends) => this with
    {
        Failures =
        [
            .. Failures.Select(failure => failure with { Backends = [.. failure.Backends.Where(backends.Contains)] })
                .Where(failure => failure.Backends.Count > 0),
        ],
    };

    /// <summary>How a backend of the pool answers.</summary>
    public ScenarioService ServiceOf(string backend) =>
        Backends.FirstOrDefault(b => b.Address == backend)?.Over(Service) ?? Service;
}
