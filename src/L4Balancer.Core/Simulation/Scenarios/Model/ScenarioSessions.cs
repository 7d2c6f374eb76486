namespace L4Balancer.Core.Simulation.Scenarios.Model;

/// <summary>What a client does in a session.</summary>
public sealed record ScenarioSessions
{
    /// <summary>Questions that it asks, each after the answer to the one before, 1 to 1,000,000.</summary>
    public int Questions { get; init; } = 1;

    /// <summary>Mean of the exponential pause before the next question, 0 to 1 h.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.Zero;

    /// <summary>After this time without an answer the client gives up, 1 ms to 1 h.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connect takes, 1 us to 10 s: a round trip to the backend.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromMicroseconds(200);
}
