using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Sockets;

/// <summary>
/// What the kernel knows of a TCP connection (TCP_INFO, tcp(7)). Linux only; elsewhere, and for unix sockets, nothing
/// is known.
/// </summary>
/// <param name="IsClosed">No connection any more: the peer reset it, or it timed out, or both sides ended it.</param>
/// <param name="IsSendQueueEmpty">The peer's kernel has everything.</param>
/// <param name="BytesAcked">Bytes that the peer's kernel has taken so far.</param>
/// <param name="SegmentsSent">Segments sent, each once: 1 is the SYN, and that the handshake is not acknowledged yet.
/// </param>
internal readonly record struct ConnectionState(
    bool IsClosed, bool IsSendQueueEmpty, ulong BytesAcked, uint SegmentsSent)
{
    /// <summary>The smoothed round-trip time in microseconds; 0 while there is none.</summary>
    public long RoundTrip { get; init; }

    /// <summary>Segments sent again so far.</summary>
    public uint Retransmits { get; private init; }

    /// <summary>Bytes per second that the peer has taken lately; 0 if it was not measured.</summary>
    public long DeliveryRate { get; private init; }

    /// <summary>
    /// Bytes were sent again, or a probe of a closed window is unanswered: the peer's kernel may be gone.
    /// </summary>
    public bool IsUnanswered { get; init; }

    /// <summary>Milliseconds since the peer's kernel last acknowledged anything.</summary>
    public long SinceAck { get; init; }

    /// <returns>Null when nothing is known.</returns>
    public static ConnectionState? Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || socket.AddressFamily == AddressFamily.Unix) return null;
        Span<byte> bytes = stackalloc byte[TcpInfo.Length];
        try
        {
            var length = socket.GetRawSocketOption(TcpInfo.Level, TcpInfo.Option, bytes);
            return TcpInfo.TryParse(bytes[..length], out var info) ? From(info) : null;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>The same of a bare descriptor.</summary>
    [SupportedOSPlatform("linux")]
    public static ConnectionState? Of(int fd) => TcpOptions.TryGetInfo(fd, out var info) ? From(info) : null;

    [SupportedOSPlatform("linux")]
    private static ConnectionState From(in TcpInfo info) =>
        new(info.IsClosed, info.IsSendQueueEmpty, info.BytesAcked, info.SegmentsSent)
        {
            RoundTrip = info.RoundTrip,
            Retransmits = info.Retransmits,
            DeliveryRate = (long)info.DeliveryRate,
            IsUnanswered = info.IsUnanswered,
            SinceAck = info.SinceAck,
        };
}
