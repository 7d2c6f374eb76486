using System.Text;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Sockets;

/// <summary>
/// Options that decide from where a socket is reached and from where it connects, ip(7) and socket(7). The options of
/// IPv4 apply to IPv6 sockets too: the kernel keeps one flag for both.
/// </summary>
public static unsafe class IpOptions
{
    /// <summary>IP_LOCAL_PORT_RANGE of linux/in.h since 6.3, which the headers of older distributions lack.</summary>
    private const int LocalPortRange = 51;

    /// <summary>Addresses that the machine does not have can be bound.</summary>
    public static SysResult SetFreebind(int fd, bool isOn) =>
        TcpOptions.Set(fd, NetinetTcp.IPPROTO_IP, NetinetTcp.IP_FREEBIND, isOn ? 1 : 0);

    /// <summary>
    /// Foreign addresses can be bound, and TPROXY may pass clients of foreign addresses. EPERM without
    /// CAP_NET_RAW or CAP_NET_ADMIN.
    /// </summary>
    public static SysResult SetTransparent(int fd, bool isOn) =>
        TcpOptions.Set(fd, NetinetTcp.IPPROTO_IP, NetinetTcp.IP_TRANSPARENT, isOn ? 1 : 0);

    /// <summary>
    /// The port of a bind to port 0 is chosen by the connect, which knows the peer: a port in use for one peer is free
    /// for another.
    /// </summary>
    public static SysResult ChoosePortAtConnect(int fd) =>
        TcpOptions.Set(fd, NetinetTcp.IPPROTO_IP, NetinetTcp.IP_BIND_ADDRESS_NO_PORT, 1);

    /// <summary>
    /// Narrows the range from which the kernel chooses the port. A bound outside of net.ipv4.ip_local_port_range is
    /// ignored. ENOPROTOOPT before Linux 6.3.
    /// </summary>
    public static SysResult SetPortRange(int fd, int first, int last) =>
        TcpOptions.Set(fd, NetinetTcp.IPPROTO_IP, LocalPortRange, first | last << 16);

    /// <summary>Whether this kernel knows <see cref="SetPortRange"/>.</summary>
    public static bool HasPortRange()
    {
        var made = SysResult.From(SysSocket.socket(
            SysSocket.AF_INET, SysSocket.SOCK_STREAM | SysSocket.SOCK_CLOEXEC, 0));
        if (!made.IsSuccess) return false;
        var result = SetPortRange(made.Count, 0, 0);
        StreamSockets.Close(made.Count);
        return result.IsSuccess;
    }

    /// <summary>
    /// Only packets of this interface; an empty name is any. ENODEV if there is no such interface; EPERM without
    /// CAP_NET_RAW if one is set already, and before Linux 5.7 always.
    /// </summary>
    public static SysResult SetInterface(int fd, string name)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(name.Length) + 1];
        var length = Encoding.UTF8.GetBytes(name, bytes);
        bytes[length] = 0;
        return Set(fd, SysSocket.SOL_SOCKET, SysSocket.SO_BINDTODEVICE, bytes[..(length + 1)]);
    }

    /// <summary>
    /// The mark of all packets of the socket. EPERM without CAP_NET_RAW (since Linux 5.17) or
    /// CAP_NET_ADMIN.
    /// </summary>
    public static SysResult SetMark(int fd, int mark) =>
        TcpOptions.Set(fd, SysSocket.SOL_SOCKET, SysSocket.SO_MARK, mark);

    /// <summary>A port may be bound although others, that allow it too, are connected from there.</summary>
    public static SysResult AllowReuse(int fd) =>
        TcpOptions.Set(fd, SysSocket.SOL_SOCKET, SysSocket.SO_REUSEADDR, 1);

    internal static SysResult Set(int fd, int level, int option, ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = value)
            return SysResult.From(SysSocket.setsockopt(fd, level, option, bytes, (uint)value.Length));
    }
}
