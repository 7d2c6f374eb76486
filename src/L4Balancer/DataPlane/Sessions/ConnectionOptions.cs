using L4Balancer.Core.Config;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>An option of a TCP connection, tcp(7) and socket(7).</summary>
internal enum ConnectionOption
{
    /// <summary>1: no segment waits for the acknowledgement of the one before it.</summary>
    NoDelay,

    /// <summary>1 is on.</summary>
    Keepalive,

    /// <summary>Seconds of silence before the first keepalive.</summary>
    KeepaliveIdle,

    /// <summary>Seconds between two.</summary>
    KeepaliveInterval,

    /// <summary>Unanswered ones after which the connection is dead.</summary>
    KeepaliveProbes,

    /// <summary>Milliseconds that sent bytes may stay unacknowledged; 0 is the kernel's own limit.</summary>
    UserTimeout,
}

/// <summary>An option and what it is set to.</summary>
internal readonly record struct OptionValue(ConnectionOption Option, int Value);

/// <summary>
/// Which options both connections of a session get, with which values, and when. The engines only differ in the calls
/// that set them.
/// </summary>
internal static class ConnectionOptions
{
    /// <summary>So many at most.</summary>
    public const int LastingMax = 5;

    private static readonly OptionValue[] _atOnce = [new(ConnectionOption.NoDelay, 1)];

    /// <summary>Those that a short session needs too.</summary>
    public static ReadOnlySpan<OptionValue> AtOnce => _atOnce;

    /// <summary>
    /// Those that watch for a dead peer. None of them acts within its first second, so whoever knows that a session is
    /// short can spare it these calls. What is off is said too: a listener may hand on what was in force before.
    /// </summary>
    /// <param name="buffer">Room for <see cref="LastingMax"/>.</param>
    public static ReadOnlySpan<OptionValue> ForLasting(TcpConfig tcp, Span<OptionValue> buffer)
    {
        buffer[0] = new(ConnectionOption.UserTimeout, (int)tcp.UserTimeout.TotalMilliseconds);
        buffer[1] = new(ConnectionOption.Keepalive, tcp.Keepalive ? 1 : 0);
        if (!tcp.Keepalive) return buffer[..2];
        buffer[2] = new(ConnectionOption.KeepaliveIdle, (int)tcp.KeepaliveIdle.TotalSeconds);
        buffer[3] = new(ConnectionOption.KeepaliveInterval, (int)tcp.KeepaliveInterval.TotalSeconds);
        buffer[4] = new(ConnectionOption.KeepaliveProbes, tcp.KeepaliveProbes);
        return buffer[..LastingMax];
    }
}
