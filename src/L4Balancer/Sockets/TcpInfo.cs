using System.Net.Sockets;

namespace L4Balancer.Sockets;

/// <summary>
/// What the kernel knows of a connection (TCP_INFO, tcp(7)). Linux only; elsewhere, and for unix sockets, nothing is
/// known.
/// </summary>
internal readonly struct TcpInfo
{
    private const int SolTcp = 6;
    private const int TcpInfoOption = 11;
    private const int Closed = 7;

    // Offsets in struct tcp_info of linux/tcp.h, which only grows at its end.
    private const int StateOffset = 0;
    private const int UnackedOffset = 24;
    private const int TotalRetransOffset = 100;
    private const int BytesAckedOffset = 120;
    private const int SegmentsOutOffset = 136;
    private const int NotSentBytesOffset = 144;
    private const int Length = 148;

    private TcpInfo(ReadOnlySpan<byte> info)
    {
        IsClosed = info[StateOffset] == Closed;
        IsSendQueueEmpty = BitConverter.ToUInt32(info[UnackedOffset..]) == 0
            && BitConverter.ToUInt32(info[NotSentBytesOffset..]) == 0;
        BytesAcked = BitConverter.ToUInt64(info[BytesAckedOffset..]);
        SegmentsSent = BitConverter.ToUInt32(info[SegmentsOutOffset..])
            - BitConverter.ToUInt32(info[TotalRetransOffset..]);
    }

    /// <summary>No connection any more: the peer reset it, or it timed out, or both sides ended it.</summary>
    public bool IsClosed { get; }

    /// <summary>The peer's kernel has everything.</summary>
    public bool IsSendQueueEmpty { get; }

    /// <summary>Bytes that the peer's kernel has taken so far.</summary>
    public ulong BytesAcked { get; }

    /// <summary>
    /// Segments sent, each once: 1 is the SYN, and that the handshake is not acknowledged yet.
    /// </summary>
    public uint SegmentsSent { get; }

    public static bool TryRead(Socket socket, out TcpInfo info)
    {
        info = default;
        if (!OperatingSystem.IsLinux() || socket.AddressFamily == AddressFamily.Unix) return false;
        Span<byte> bytes = stackalloc byte[Length];
        try
        {
            if (socket.GetRawSocketOption(SolTcp, TcpInfoOption, bytes) < Length) return false;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }

        info = new TcpInfo(bytes);
        return true;
    }
}
