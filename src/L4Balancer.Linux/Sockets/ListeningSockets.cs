using System.Buffers.Binary;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Sockets;

/// <summary>Calls on listening sockets.</summary>
public static unsafe class ListeningSockets
{
    private const int AddressMax = 112;

    /// <summary>
    /// Creates a socket that listens on the address exclusively: EADDRINUSE if any other socket listens there, even of
    /// a process of the same user with SO_REUSEPORT. The value is its descriptor.
    /// </summary>
    /// <param name="isDualStack">True if an IPv6 socket is to accept IPv4 clients too.</param>
    public static SysResult Listen(
        SocketAddress address, int backlog, bool isDualStack = false, NewListener how = default) =>
        Open(address, backlog, isDualStack, isShared: false, how);

    /// <summary>
    /// From now on <see cref="ListenBeside"/> may listen on the same address. This is not set before the socket
    /// listens: until then the kernel rejects the address if it is already in use, whereas a second daemon would
    /// otherwise silently share the port (SO_REUSEPORT, socket(7)).
    /// </summary>
    public static SysResult AllowSharing(int listener) =>
        TcpOptions.Set(listener, SysSocket.SOL_SOCKET, SysSocket.SO_REUSEPORT, 1);

    /// <summary>
    /// Binds the listener to a network interface that does not exist (SO_BINDTOIFINDEX, Linux 5.0), so that no new
    /// connection reaches it, while handshakes in progress still complete into its queue. Once they have completed
    /// (<see cref="ListeningTable.HasHandshake(int)"/>), accept the queue a last time and close; a close before that
    /// resets clients. It must be called for all sockets that share an address before the first of them is closed,
    /// because the kernel distributes clients across all of them as long as one matches.
    /// </summary>
    public static SysResult Deafen(int listener) =>
        TcpOptions.Set(listener, SysSocket.SOL_SOCKET, SysSocket.SO_BINDTOIFINDEX, int.MaxValue);

    /// <summary>
    /// Creates another socket on the address of a listener that allows it; the kernel distributes the clients across
    /// them.
    /// </summary>
    public static SysResult ListenBeside(
        SocketAddress address, int backlog, bool isDualStack, NewListener how = default) =>
        Open(address, backlog, isDualStack, isShared: true, how);

    /// <summary>
    /// Binds a socket beside others that allow sharing and whose addresses overlap, such as <c>0.0.0.0</c> and
    /// <c>127.0.0.1</c>. It takes no client from them before it listens (<see cref="SetBacklog"/>).
    /// </summary>
    public static SysResult BindBeside(SocketAddress address, bool isDualStack, NewListener how = default) =>
        Open(address, backlog: null, isDualStack, isShared: true, how);

    /// <summary>Makes a bound socket listen, or changes the queue length of one that already listens.</summary>
    public static SysResult SetBacklog(int listener, int backlog) =>
        SysResult.From(SysSocket.listen(listener, backlog));

    public static bool IsListening(int fd)
    {
        var isListening = 0;
        var length = (uint)sizeof(int);
        return SysSocket.getsockopt(fd, SysSocket.SOL_SOCKET, SysSocket.SO_ACCEPTCONN, &isListening, &length) == 0
            && isListening != 0;
    }

    /// <summary>The next connection, non-blocking and closed on exec; EAGAIN if there is none.</summary>
    public static SysResult Accept(int listener, out PeerAddress peer)
    {
        var address = stackalloc byte[AddressMax];
        var length = (uint)AddressMax;
        while (true)
        {
            var result = SysResult.From(SysSocket.accept4(
                listener, address, &length, SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC));
            if (result.Errno == Errno.EINTR) continue;
            peer = result.IsSuccess ? new PeerAddress(new(address, (int)Math.Min(length, AddressMax))) : default;
            return result;
        }
    }

    /// <summary>The port chosen by the kernel; 0 for a unix socket.</summary>
    public static int PortOf(int fd)
    {
        var address = stackalloc byte[AddressMax];
        var length = (uint)AddressMax;
        SysResult.From(SysSocket.getsockname(fd, address, &length)).OrThrow(nameof(SysSocket.getsockname));
        var isUnix = *(ushort*)address == SysSocket.AF_UNIX;
        return isUnix ? 0 : BinaryPrimitives.ReadUInt16BigEndian(new(address + 2, 2));
    }

    private static SysResult Open(
        SocketAddress address, int? backlog, bool isDualStack, bool isShared, NewListener how)
    {
        var made = StreamSockets.Create(address, how.IsMultipath && !address.IsUnix);
        if (!made.IsSuccess) return made;
        var result = Prepare(made.Count, address, isDualStack, isShared);
        if (result.IsSuccess && how.Prepare is not null && !address.IsUnix) result = how.Prepare(made.Count);
        if (result.IsSuccess) result = StreamSockets.Bind(made.Count, address);
        if (result.IsSuccess && backlog is { } length) result = SetBacklog(made.Count, length);
        if (result.IsSuccess) return made;
        StreamSockets.Close(made.Count);
        return result;
    }

    private static SysResult Prepare(int fd, SocketAddress address, bool isDualStack, bool isShared)
    {
        if (address.IsUnix) return new SysResult(0);

        // Old connections of the port may linger (TIME_WAIT); they must not block a restart.
        var result = TcpOptions.Set(fd, SysSocket.SOL_SOCKET, SysSocket.SO_REUSEADDR, 1);
        if (result.IsSuccess && isShared) result = AllowSharing(fd);
        if (result.IsSuccess && address.Family == SysSocket.AF_INET6)
            result = TcpOptions.Set(fd, NetinetTcp.IPPROTO_IPV6, NetinetTcp.IPV6_V6ONLY, isDualStack ? 0 : 1);
        return result;
    }
}
