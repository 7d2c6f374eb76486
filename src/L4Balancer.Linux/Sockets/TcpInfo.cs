using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Sockets;

/// <summary>Selected fields of TCP_INFO, tcp(7).</summary>
/// <param name="IsClosed">There is no connection any more: it was reset, timed out, or ended by both sides.</param>
/// <param name="IsSendQueueEmpty">The peer's kernel has received everything.</param>
/// <param name="BytesAcked">Bytes that the peer's kernel has received so far.</param>
/// <param name="SegmentsSent">Segments sent, each counted once: 1 is the SYN, and means that the handshake is not
/// acknowledged yet.</param>
public readonly record struct TcpInfo(bool IsClosed, bool IsSendQueueEmpty, ulong BytesAcked, uint SegmentsSent)
{
    /// <summary>The smoothed round-trip time in microseconds; 0 if it is not known yet.</summary>
    public uint RoundTrip { get; init; }

    /// <summary>Segments sent again.</summary>
    public uint Retransmits { get; init; }

    /// <summary>The rate at which the peer's kernel last received data, in bytes per second; 0 if not known.</summary>
    public ulong DeliveryRate { get; init; }

    /// <summary>
    /// Bytes, or a probe of a closed window, were sent again or are unanswered: the peer's kernel may be gone.
    /// </summary>
    public bool IsUnanswered { get; init; }

    /// <summary>Milliseconds since the peer's kernel last acknowledged anything.</summary>
    public uint SinceAck { get; init; }

    /// <summary>The option's level and number, for callers that read it by a call of their own.</summary>
    public const int Level = NetinetTcp.IPPROTO_TCP;

    public const int Option = NetinetTcp.TCP_INFO;

    /// <summary>The number of bytes to request. Older kernels return fewer.</summary>
    public static readonly int Length = Unsafe.SizeOf<TcpInfoHead>();

    /// <summary>Parses the option as returned by the kernel; false if it is shorter than needed.</summary>
    public static bool TryParse(ReadOnlySpan<byte> option, out TcpInfo info)
    {
        var isWhole = MemoryMarshal.TryRead(option, out TcpInfoHead head);
        info = isWhole ? Of(head) : default;
        return isWhole;
    }

    internal static TcpInfo Of(in TcpInfoHead head) => new(
        head.tcpi_state == NetinetTcp.TCP_CLOSE,
        head.tcpi_unacked == 0 && head.tcpi_notsent_bytes == 0,
        head.tcpi_bytes_acked,
        head.tcpi_segs_out - head.tcpi_total_retrans)
    {
        RoundTrip = head.tcpi_rtt,
        Retransmits = head.tcpi_total_retrans,
        DeliveryRate = head.tcpi_delivery_rate,
        IsUnanswered = (head.tcpi_retransmits | head.tcpi_probes) != 0,
        SinceAck = head.tcpi_last_ack_recv,
    };
}
