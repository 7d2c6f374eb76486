namespace L4Balancer.Core.Config;

/// <summary>
/// Timeouts that end a session, with RST to both sides. Zero turns a timeout off, except
/// <see cref="Connect"/>. By default silence does not end a session: pooled database connections are silent for days,
/// legitimately. A dead peer is detected by TCP keepalive and TCP_USER_TIMEOUT, see <see cref="TcpConfig"/>.
/// </summary>
/// <remarks>
/// The idle timeouts run in turns. It is the server's turn after data from the client has moved, and the client's after
/// data from the server, or before any: so a side that waits for the other is not idle. Any data, and a side's end of
/// its direction, restarts them. A side that has ended its direction no longer has a turn.
/// </remarks>
public sealed record TimeoutsConfig
{
    /// <summary>Time limit for one connect to a backend, 10 ms to 10 min; then the next backend is tried.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Idle timeout while it is the client's turn, 0 to 7 d.</summary>
    public TimeSpan ClientIdle { get; init; } = TimeSpan.Zero;

    /// <summary>Idle timeout while it is the backend's turn, 0 to 7 d.</summary>
    public TimeSpan ServerIdle { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// Idle timeout after one side has ended its direction, 0 to 7 d. Off by default: a client that has
    /// sent its whole request and ended its direction may legitimately wait long for the answer.
    /// </summary>
    public TimeSpan HalfClosed { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// How long a side may take nothing while bytes wait for it, 0 to 7 d. Off by default: a consumer may pause for
    /// good reasons, and one that is dead is found by <see cref="TcpConfig.UserTimeout"/>.
    /// </summary>
    public TimeSpan Stalled { get; init; } = TimeSpan.Zero;

    /// <summary>Maximum age of a session, active or not, 0 to 365 d.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.Zero;
}
