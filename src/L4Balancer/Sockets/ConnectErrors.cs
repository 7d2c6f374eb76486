using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;

namespace L4Balancer.Sockets;

/// <summary>The side at fault for a failed connect.</summary>
internal enum ConnectFault
{
    /// <summary>The backend or the network path: counts against the backend, and another one is tried.</summary>
    Backend,

    /// <summary>
    /// A shortage on this machine (file descriptors, ports, memory): never the backend's fault.
    /// </summary>
    LocalShortage,
}

/// <summary>Classifies the errors of connect(2).</summary>
internal static class ConnectErrors
{
    public static ConnectFault Classify(NetAddress backend, SocketError error) =>
        Classify(backend.UnixPath is not null, error);

    public static ConnectFault Classify(bool isUnix, SocketError error) => error switch
    {
        // Also ENOENT: the backend has not created its unix socket. And a unix socket with a full accept queue returns
        // EAGAIN, which on TCP means that no local port is left (connect(2)).
        SocketError.AddressNotAvailable or SocketError.WouldBlock when isUnix => ConnectFault.Backend,

        // EMFILE and ENFILE; ENOBUFS and ENOMEM; EADDRNOTAVAIL and EADDRINUSE: no local port left; EACCES and EPERM: a
        // local firewall rule.
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.AddressNotAvailable
            or SocketError.AddressAlreadyInUse or SocketError.AccessDenied or SocketError.ProcessLimit
            or SocketError.AddressFamilyNotSupported or SocketError.WouldBlock => ConnectFault.LocalShortage,
        _ => ConnectFault.Backend,
    };

    /// <summary>
    /// True if a connect to a port of this machine connected to itself: the kernel gave the outgoing socket the very
    /// port it connects to while nothing was listening there (a simultaneous open, RFC 9293 section 3.5).
    /// </summary>
    public static bool IsSelfConnected(Socket socket) =>
        socket.LocalEndPoint is IPEndPoint local && local.Equals(socket.RemoteEndPoint);

    /// <summary>The cause as text for an operator.</summary>
    /// <param name="address">The address to connect or bind.</param>
    public static string Describe(NetAddress address, SocketError error) =>
        TextOf(address.UnixPath is not null, error) ?? new SocketException((int)error).Message;

    /// <summary>Our own text for it; null where the system's is as good.</summary>
    public static string? TextOf(bool isUnix, SocketError error) => error switch
    {
        SocketError.AddressNotAvailable when isUnix => "no such file or directory",
        SocketError.ConnectionRefused => "connection refused",
        SocketError.TimedOut => "connect timed out",
        SocketError.HostUnreachable => "host unreachable",
        SocketError.NetworkUnreachable => "network unreachable",
        // ENOTCONN and EPIPE on an established connection: it was reset, and another call has already reported that.
        SocketError.ConnectionReset or SocketError.NotConnected or SocketError.Shutdown => "connection reset",
        SocketError.TooManyOpenSockets => "out of file descriptors",
        SocketError.AddressNotAvailable => "no such local address, or out of local ports",
        SocketError.AddressAlreadyInUse => "address already in use",
        SocketError.AccessDenied => "permission denied",
        _ => null,
    };
}
