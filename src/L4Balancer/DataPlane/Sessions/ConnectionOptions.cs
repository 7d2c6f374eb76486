using L4Balancer.Core.Config;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>An option of a TCP connection, tcp(7) and socket(7).</summary>
internal enum ConnectionOption
{
    /// <summary>1: no segment waits for the acknowledgement of the previous one.</summary>
    NoDelay,

    /// <summary>1 means on.</summary>
    Keepalive,

    /// <summary>Seconds of silence before the first keepalive.</summary>
    KeepaliveIdle,

    /// <summary>Seconds between two keepalives.</summary>
    KeepaliveInterval,

    /// <summary>Unanswered keepalives after which the connection is dead.</summary>
    KeepaliveProbes,

    /// <summary>Milliseconds that sent bytes may stay unacknowledged; 0 means the kernel's own limit.</summary>
    UserTimeout,

    /// <summary>Bytes that the kernel queues beyond what it may send now; 0 means the kernel's own limit.</summary>
    NotsentLowat,
}

/// <summary>An option and its value.</summary>
internal readonly record struct OptionValue(ConnectionOption Option, int Value);

/// <summary>
/// The options of both connections of a session, with their values, and when they are set. The engines differ only in
/// the calls that set them.
/// </summary>
internal static class ConnectionOptions
{
    /// <summary>The most options that <see cref="ForLasting"/> returns.</summary>
    public const int LastingMax = 5;

    private static readonly OptionValue[] Immediate = [new(ConnectionOption.NoDelay, 1)];

    /// <summary>The most options that <see cref="AtOnce(TcpConfig,Span{OptionValue})"/> returns.</summary>
    public const int AtOnceMax = 2;

    /// <summary>
    /// The options that a short session needs too. The congestion control, which is a name, belongs to them; each
    /// engine has its own call for it.
    /// </summary>
    /// <param name="buffer">Room for <see cref="AtOnceMax"/>.</param>
    public static ReadOnlySpan<OptionValue> AtOnce(TcpConfig tcp, Span<OptionValue> buffer)
    {
        if (tcp.NotsentLowat is not { } bytes) return Immediate;
        buffer[0] = Immediate[0];
        buffer[1] = new(ConnectionOption.NotsentLowat, bytes);
        return buffer[..AtOnceMax];
    }

    /// <summary>
    /// The options that detect a dead peer. None of them takes effect within its first second, so these calls can be
    /// saved for a session known to be short. Options that are off are included: a connection may have inherited an
    /// earlier value from its listener.
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
