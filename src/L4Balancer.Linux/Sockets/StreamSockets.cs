using L4Balancer.Linux.Handles;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Sockets;

/// <summary>
/// Calls on the sockets of connections, TCP or unix: they never block, and handle EINTR. The descriptors are plain
/// numbers; the code that creates one closes it, exactly once.
/// </summary>
public static unsafe class StreamSockets
{
    /// <summary>Creates a socket of the address's family, non-blocking and closed on exec.</summary>
    /// <param name="isMultipath">With Multipath TCP; see <see cref="KernelFeatures.MultipathLack"/>.</param>
    public static SysResult Create(SocketAddress address, bool isMultipath = false) =>
        SysResult.From(SysSocket.socket(
            address.Family, SysSocket.SOCK_STREAM | SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC,
            isMultipath ? NetinetTcp.IPPROTO_MPTCP : 0));

    /// <summary>Gives the socket its own address.</summary>
    public static SysResult Bind(int fd, SocketAddress address)
    {
        fixed (byte* bytes = address.Bytes)
            return SysResult.From(SysSocket.bind(fd, bytes, (uint)address.Bytes.Length));
    }

    /// <summary>The same from the 4 or 16 bytes of an IP address, without an allocation.</summary>
    /// <param name="port">0: any.</param>
    public static SysResult Bind(int fd, ReadOnlySpan<byte> ip, int port)
    {
        var address = stackalloc byte[SocketAddress.LengthMax];
        var length = SocketAddress.Write(ip, port, new(address, SocketAddress.LengthMax));
        return SysResult.From(SysSocket.bind(fd, address, (uint)length));
    }

    /// <summary>Starts to connect; EINPROGRESS means that the connect of a TCP socket is in progress.</summary>
    public static SysResult Connect(int fd, SocketAddress address)
    {
        fixed (byte* bytes = address.Bytes)
        {
            var result = SysResult.From(SysSocket.connect(fd, bytes, (uint)address.Bytes.Length));

            // The connect continues by itself, connect(2).
            return result.Errno == Errno.EINTR ? SysResult.Of(Errno.EINPROGRESS) : result;
        }
    }

    /// <summary>Receives bytes; 0 is the peer's FIN.</summary>
    public static SysResult Receive(int fd, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            while (true)
            {
                var result = SysResult.From(SysSocket.recv(fd, bytes, (nuint)buffer.Length, 0));
                if (result.Errno != Errno.EINTR) return result;
            }
        }
    }

    /// <summary>
    /// Sends bytes, perhaps only some of them. EPIPE or ECONNRESET if the peer is gone, never a signal.
    /// </summary>
    public static SysResult Send(int fd, ReadOnlySpan<byte> data)
    {
        fixed (byte* bytes = data)
        {
            while (true)
            {
                var result = SysResult.From(
                    SysSocket.send(fd, bytes, (nuint)data.Length, SysSocket.MSG_NOSIGNAL));
                if (result.Errno != Errno.EINTR) return result;
            }
        }
    }

    /// <summary>Two unix sockets that are connected to one another; non-blocking.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The process is out of descriptors.</exception>
    public static (SafeFd One, SafeFd Other) CreatePair()
    {
        var ends = stackalloc int[2];
        SysResult.From(SysSocket.socketpair(
            SysSocket.AF_UNIX, SysSocket.SOCK_STREAM | SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC, 0, ends))
            .OrThrow(nameof(SysSocket.socketpair));
        return (new SafeFd(ends[0]), new SafeFd(ends[1]));
    }

    /// <summary>Sends FIN after the bytes sent before.</summary>
    public static SysResult ShutdownSend(int fd) => SysResult.From(SysSocket.shutdown(fd, SysSocket.SHUT_WR));

    /// <summary>Returns and clears the pending error of the socket; success if there is none.</summary>
    public static SysResult ErrorOf(int fd)
    {
        int error;
        var length = (uint)sizeof(int);
        var result = SysResult.From(
            SysSocket.getsockopt(fd, SysSocket.SOL_SOCKET, SysSocket.SO_ERROR, &error, &length));
        return !result.IsSuccess || error == 0 ? result : SysResult.Of((Errno)error);
    }

    /// <summary>The address of this end; none for a unix socket, or if it is not known any more.</summary>
    public static PeerAddress LocalAddressOf(int fd)
    {
        const int AddressMax = 128;
        var address = stackalloc byte[AddressMax];
        var length = (uint)AddressMax;
        return SysSocket.getsockname(fd, address, &length) == 0
            ? new PeerAddress(new(address, (int)Math.Min(length, AddressMax)))
            : default;
    }

    /// <summary>
    /// True if the socket connected to itself: its own address is the one it connected to, a simultaneous open with
    /// itself (RFC 9293 section 3.5), which happens when the kernel chooses the backend's port as the local one.
    /// </summary>
    public static bool IsSelfConnected(int fd, SocketAddress peer)
    {
        if (peer.IsUnix) return false;
        var local = stackalloc byte[32];
        var length = 32u;
        return SysSocket.getsockname(fd, local, &length) == 0 && length == peer.Bytes.Length
            && new ReadOnlySpan<byte>(local, (int)length).SequenceEqual(peer.Bytes);
    }

    /// <summary>Closes with FIN, unless bytes of the peer are unread. The number may be reused immediately.</summary>
    public static void Close(int fd) => _ = Unistd.close(fd);

    /// <summary>Closes with RST: unsent bytes are discarded.</summary>
    public static void CloseWithReset(int fd)
    {
        SetLinger(fd, new Linger { l_onoff = 1, l_linger = 0 });
        _ = Unistd.close(fd);
    }

    /// <summary>A close of the connection sends FIN, whatever was set before.</summary>
    public static void EndReset(int fd) => SetLinger(fd, default);

    private static void SetLinger(int fd, Linger linger) =>
        _ = SysSocket.setsockopt(fd, SysSocket.SOL_SOCKET, SysSocket.SO_LINGER, &linger, (uint)sizeof(Linger));
}
