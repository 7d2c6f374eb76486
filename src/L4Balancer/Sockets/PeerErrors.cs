using System.Net.Sockets;

namespace L4Balancer.Sockets;

/// <summary>What an error of an established connection says about the peer.</summary>
internal static class PeerErrors
{
    /// <summary>
    /// True if the peer's machine, or the way to it, no longer answers: the kernel has given up after keepalives or
    /// retransmissions, and tells the last ICMP error if one came (tcp(7)). Any other error is an answer of the peer.
    /// </summary>
    public static bool IsOfDead(SocketError error) =>
        error is SocketError.TimedOut or SocketError.HostUnreachable or SocketError.HostDown
            or SocketError.NetworkUnreachable or SocketError.NetworkDown;

    /// <summary>The pending error of a socket, which this clears.</summary>
    public static bool IsDead(Socket socket)
    {
        try
        {
            var error = socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error);
            return error is int code && IsOfDead((SocketError)code);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
