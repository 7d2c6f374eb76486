namespace L4Balancer.Core.Config;

/// <summary>
/// When a session that does not move is ended. Zero switches a timeout off, except <see cref="Connect"/>.
/// </summary>
public sealed record TimeoutsConfig
{
    /// <summary>Time for one connect to a backend, 10 ms to 10 min; then the next backend is tried.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>No byte came from or was taken by the client for this long, 0 to 7 d.</summary>
    public TimeSpan ClientIdle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>No byte came from or was taken by the backend for this long, 0 to 7 d.</summary>
    public TimeSpan ServerIdle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>One side has ended its direction and no byte moved in the other for this long, 0 to 7 d.</summary>
    public TimeSpan HalfClosed { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Age at which a session is ended whatever it does, 0 to 365 d.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.Zero;
}
