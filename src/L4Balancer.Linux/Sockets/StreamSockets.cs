using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Sockets;

/// <summary>
/// Calls on the sockets of connections, TCP or unix: never blocking, EINTR taken care of. The descriptors are plain
/// numbers; whoever makes one closes it, exactly once.
/// </summary>
public static unsafe class StreamSockets
{
    /// <summary>A socket of the address's family, non-blocking and closed on exec.</summary>
    public static SysResult Create(SocketAddress address) => SysResult.From(SysSocket.socket(
        address.Family, SysSocket.SOCK_STREAM | SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC, 0));

    /// <summary>Begins to connect; EINPROGRESS is the answer of a TCP socket that is on its way.</summary>
    public static SysResult Connect(int fd, SocketAddress address)
    {
        fixed (byte* bytes = address.Bytes)
        {
            var result = SysResult.From(SysSocket.connect(fd, bytes, (uint)address.Bytes.Length));

            // The connect goes on by itself, connect(2).
            return result.Errno == Errno.EINTR ? SysResult.Of(Errno.EINPROGRESS) : result;
        }
    }

    /// <summary>0 is the peer's FIN.</summary>
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

    /// <summary>May take only a part. A peer that is gone is EPIPE or ECONNRESET, never a signal.</summary>
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

    /// <summary>Sends FIN after what was sent before.</summary>
    public static SysResult ShutdownSend(int fd) => SysResult.From(SysSocket.shutdown(fd, SysSocket.SHUT_WR));

    /// <summary>The error that waits on the socket, cleared by this; success when there is none.</summary>
    public static SysResult ErrorOf(int fd)
    {
        int error;
        var length = (uint)sizeof(int);
        var result = SysResult.From(
            SysSocket.getsockopt(fd, SysSocket.SOL_SOCKET, SysSocket.SO_ERROR, &error, &length));
        return !result.IsSuccess || error == 0 ? result : SysResult.Of((Errno)error);
    }

    /// <summary>
    /// True when the socket met itself: its own address is the one it connected to, a simultaneous open with itself
    /// (RFC 9293 section 3.5), which the kernel lets happen when it chose the backend's port as the local one.
    /// </summary>
    public static bool IsSelfConnected(int fd, SocketAddress peer)
    {
        if (peer.IsUnix) return false;
        var local = stackalloc byte[32];
        var length = 32u;
        return SysSocket.getsockname(fd, local, &length) == 0 && length == peer.Bytes.Length
            && new ReadOnlySpan<byte>(local, (int)length).SequenceEqual(peer.Bytes);
    }

    /// <summary>Closes with FIN, unless bytes of the peer are unread. The number is free for others at once.</summary>
    public static void Close(int fd) => _ = Unistd.close(fd);

    /// <summary>Closes with RST: what is still unsent is thrown away.</summary>
    public static void CloseWithReset(int fd)
    {
        var linger = new Linger { l_onoff = 1, l_linger = 0 };
        _ = SysSocket.setsockopt(
            fd, SysSocket.SOL_SOCKET, SysSocket.SO_LINGER, &linger, (uint)sizeof(Linger));
        _ = Unistd.close(fd);
    }
}
