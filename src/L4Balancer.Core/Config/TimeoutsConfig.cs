namespace L4Balancer.Core.Config;

/// <summary>
/// When a session that does not move is ended, with RST to both sides. Zero switches a timeout off, except
/// <see cref="Connect"/>. No silence ends a session by default: the pooled sessions of a database are silent for days,
/// and rightly so. A peer that is gone is found by TCP keepalive, and one that takes nothing by TCP_USER_TIMEOUT, see
/// <see cref="TcpConfig"/>.
/// </summary>
/// <remarks>
/// The idle timeouts run by turns. It is the server's turn after bytes of the client have moved, and the client's after
/// bytes of the server, or before any: so whoever waits for the other is not idle. Any byte, and a side's end of its
/// direction, starts them anew. A side that has ended its direction has no turn any more.
/// </remarks>
public sealed record TimeoutsConfig
{
    /// <summary>Time for one connect to a backend, 10 ms to 10 min; then the next backend is tried.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>It was the client's turn and nothing moved for this long, 0 to 7 d.</summary>
    public TimeSpan ClientIdle { get; init; } = TimeSpan.Zero;

    /// <summary>It was the backend's turn and nothing moved for this long, 0 to 7 d.</summary>
    public TimeSpan ServerIdle { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// One side has ended its direction and nothing moved in the other for this long, 0 to 7 d. Off by default: who has
    /// asked and said that it was all may wait long for the answer.
    /// </summary>
    public TimeSpan HalfClosed { get; init; } = TimeSpan.Zero;

    /// <summary>Age at which a session is ended whatever it does, 0 to 365 d.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.Zero;
}
