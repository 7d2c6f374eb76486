using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Linux;

namespace L4Balancer.Sockets.Native;

/// <summary>
/// The errors of the kernel as the framework names them, so that <see cref="ConnectErrors"/> and
/// <see cref="AcceptErrors"/> are the only tables of what an error means, for both engines.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class SocketErrno
{
    /// <summary><see cref="SocketError.SocketError"/> for an errno without a name there.</summary>
    public static SocketError ToSocketError(Errno errno) => errno switch
    {
        Errno.EACCES or Errno.EPERM => SocketError.AccessDenied,
        Errno.EADDRINUSE => SocketError.AddressAlreadyInUse,

        // ENOENT is a unix socket that is not there; the framework has the same name for both.
        Errno.EADDRNOTAVAIL or Errno.ENOENT => SocketError.AddressNotAvailable,
        Errno.EAFNOSUPPORT => SocketError.AddressFamilyNotSupported,
        Errno.EAGAIN => SocketError.WouldBlock,
        Errno.EBADF => SocketError.OperationAborted,
        Errno.ECONNABORTED => SocketError.ConnectionAborted,
        Errno.ECONNREFUSED => SocketError.ConnectionRefused,
        Errno.ECONNRESET => SocketError.ConnectionReset,
        Errno.EHOSTDOWN => SocketError.HostDown,
        Errno.EHOSTUNREACH => SocketError.HostUnreachable,
        Errno.EINVAL => SocketError.InvalidArgument,
        Errno.EMFILE or Errno.ENFILE => SocketError.TooManyOpenSockets,
        Errno.ENETDOWN => SocketError.NetworkDown,
        Errno.ENETUNREACH or Errno.ENONET => SocketError.NetworkUnreachable,

        // ENOSPC: too many descriptors are watched (epoll_ctl(2)).
        Errno.ENOBUFS or Errno.ENOMEM or Errno.ENOSPC => SocketError.NoBufferSpaceAvailable,
        Errno.ENOPROTOOPT => SocketError.ProtocolOption,
        Errno.ENOTCONN => SocketError.NotConnected,
        Errno.ENOTSOCK => SocketError.NotSocket,
        Errno.EOPNOTSUPP => SocketError.OperationNotSupported,
        Errno.EPIPE => SocketError.Shutdown,
        Errno.EPROTO => SocketError.ProtocolType,
        Errno.ETIMEDOUT => SocketError.TimedOut,
        _ => SocketError.SocketError,
    };

    /// <summary>True if a connection ended because the other machine no longer answers.</summary>
    public static bool IsOfDead(Errno errno) => errno != Errno.None && PeerErrors.IsOfDead(ToSocketError(errno));

    /// <summary>What to do about a failed accept.</summary>
    public static AcceptFault OfAccept(Errno errno) => AcceptErrors.Classify(ToSocketError(errno));
}
