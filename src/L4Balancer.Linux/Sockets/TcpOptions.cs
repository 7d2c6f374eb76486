using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Sockets;

/// <summary>
/// Options of TCP sockets, tcp(7) and socket(7). Accepted connections inherit them from their listener.
/// </summary>
public static unsafe class TcpOptions
{
    public static SysResult SetNoDelay(int fd) => Set(fd, NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_NODELAY, 1);

    public static SysResult SetKeepalive(int fd, bool isOn) =>
        Set(fd, SysSocket.SOL_SOCKET, SysSocket.SO_KEEPALIVE, isOn ? 1 : 0);

    /// <summary>Whole seconds of silence before the first keepalive.</summary>
    public static SysResult SetKeepaliveIdle(int fd, int seconds) =>
        Set(fd, NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_KEEPIDLE, seconds);

    /// <summary>Whole seconds between two keepalives.</summary>
    public static SysResult SetKeepaliveInterval(int fd, int seconds) =>
        Set(fd, NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_KEEPINTVL, seconds);

    /// <summary>Unanswered keepalives after which the connection is dead.</summary>
    public static SysResult SetKeepaliveProbes(int fd, int probes) =>
        Set(fd, NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_KEEPCNT, probes);

    /// <summary>Milliseconds; 0 means the kernel's own limit.</summary>
    public static SysResult SetUserTimeout(int fd, int milliseconds) =>
        Set(fd, NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_USER_TIMEOUT, milliseconds);

    /// <summary>
    /// The algorithm by name, such as <c>bbr</c>. ENOENT if the kernel does not have it, EPERM if this process may not
    /// use it (net.ipv4.tcp_allowed_congestion_control).
    /// </summary>
    public static SysResult SetCongestionControl(int fd, string name)
    {
        Span<byte> bytes = stackalloc byte[System.Text.Encoding.UTF8.GetMaxByteCount(name.Length)];
        var length = System.Text.Encoding.UTF8.GetBytes(name, bytes);
        return IpOptions.Set(fd, NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_CONGESTION, bytes[..length]);
    }

    /// <summary>Bytes queued beyond what may be sent now; 0 is net.ipv4.tcp_notsent_lowat.</summary>
    public static SysResult SetNotsentLowat(int fd, int bytes) =>
        Set(fd, NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_NOTSENT_LOWAT, bytes);

    /// <summary>On a listening socket: the queue of clients whose first bytes came with the SYN; 0 is off.</summary>
    public static SysResult SetFastOpen(int fd, int queue) =>
        Set(fd, NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_FASTOPEN, queue);

    /// <summary>On a listening socket: seconds that a client without bytes is kept back; 0 is off.</summary>
    public static SysResult SetDeferAccept(int fd, int seconds) =>
        Set(fd, NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_DEFER_ACCEPT, seconds);

    /// <summary>
    /// Before a connect: the kernel delays the last acknowledgement of the handshake by up to 200 ms (TCP_DELACK_MAX),
    /// counted from the peer's answer, so that it can be sent along with the first bytes.
    /// </summary>
    public static SysResult HoldHandshakeAck(int fd) => Set(fd, NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_QUICKACK, 0);

    /// <summary>The kernel's information about the connection; false for anything but TCP.</summary>
    public static bool TryGetInfo(int fd, out TcpInfo info)
    {
        info = default;
        TcpInfoHead head;
        var length = (uint)sizeof(TcpInfoHead);
        if (SysSocket.getsockopt(fd, NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_INFO, &head, &length) != 0) return false;
        if (length < sizeof(TcpInfoHead)) return false;
        info = TcpInfo.Of(head);
        return true;
    }

    internal static SysResult Set(int fd, int level, int option, int value) =>
        SysResult.From(SysSocket.setsockopt(fd, level, option, &value, sizeof(int)));
}
