using System.Runtime.InteropServices;

namespace L4Balancer.Linux.LibC;

/// <summary>Numbers of netinet/in.h and netinet/tcp.h; tcp(7).</summary>
internal static class NetinetTcp
{
    public const int IPPROTO_IP = 0;
    public const int IPPROTO_TCP = 6;
    public const int IPPROTO_IPV6 = 41;
    public const int IPPROTO_MPTCP = 262;
    public const int IPV6_V6ONLY = 26;
    public const int IP_FREEBIND = 15;
    public const int IP_TRANSPARENT = 19;
    public const int IP_BIND_ADDRESS_NO_PORT = 24;
    public const int TCP_NODELAY = 1;
    public const int TCP_KEEPIDLE = 4;
    public const int TCP_KEEPINTVL = 5;
    public const int TCP_KEEPCNT = 6;
    public const int TCP_DEFER_ACCEPT = 9;
    public const int TCP_INFO = 11;
    public const int TCP_QUICKACK = 12;
    public const int TCP_CONGESTION = 13;
    public const int TCP_USER_TIMEOUT = 18;
    public const int TCP_FASTOPEN = 23;
    public const int TCP_NOTSENT_LOWAT = 25;

    /// <summary>The state of a connection that no longer exists.</summary>
    public const byte TCP_CLOSE = 7;
}

/// <summary>The beginning of <c>struct tcp_info</c> of linux/tcp.h, which is only ever extended at its end.</summary>
[StructLayout(LayoutKind.Explicit, Size = 168)]
internal struct TcpInfoHead
{
    [FieldOffset(0)] public byte tcpi_state;
    [FieldOffset(2)] public byte tcpi_retransmits;
    [FieldOffset(3)] public byte tcpi_probes;
    [FieldOffset(24)] public uint tcpi_unacked;
    [FieldOffset(56)] public uint tcpi_last_ack_recv;
    [FieldOffset(68)] public uint tcpi_rtt;
    [FieldOffset(100)] public uint tcpi_total_retrans;
    [FieldOffset(120)] public ulong tcpi_bytes_acked;
    [FieldOffset(136)] public uint tcpi_segs_out;
    [FieldOffset(144)] public uint tcpi_notsent_bytes;
    [FieldOffset(160)] public ulong tcpi_delivery_rate;
}
