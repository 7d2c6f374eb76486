using System.Net.Sockets;
using L4Balancer.Core.Config;

namespace L4Balancer.DataPlane.Portable;

/// <summary>The options that both connections of a session get.</summary>
internal static class SocketOptions
{
    private const int SolTcp = 6;
    private const int TcpUserTimeout = 18;

    /// <exception cref="SocketException">The peer is gone already.</exception>
    public static void Apply(Socket socket, TcpConfig tcp)
    {
        if (socket.AddressFamily == AddressFamily.Unix) return;
        socket.NoDelay = true;
        if (tcp.Keepalive)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime,
                (int)tcp.KeepaliveIdle.TotalSeconds);
            socket.SetSocketOption(
                SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)tcp.KeepaliveInterval.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, tcp.KeepaliveProbes);
        }

        if (tcp.UserTimeout > TimeSpan.Zero && OperatingSystem.IsLinux())
        {
            Span<byte> milliseconds = stackalloc byte[sizeof(int)];
            BitConverter.TryWriteBytes(milliseconds, (int)tcp.UserTimeout.TotalMilliseconds);
            socket.SetRawSocketOption(SolTcp, TcpUserTimeout, milliseconds);
        }
    }

    /// <summary>
    /// Closes the socket with FIN, unless the peer's bytes were left unread. Without the shutdown the framework would
    /// send RST, to wake whoever still waits on the socket.
    /// </summary>
    public static void CloseWithFin(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was faster; there is nobody left to tell.
        }

        socket.Dispose();
    }

    /// <summary>Closes the socket with RST.</summary>
    public static void CloseWithReset(Socket socket)
    {
        try
        {
            if (socket.AddressFamily != AddressFamily.Unix) socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was faster; there is nobody left to tell.
        }

        socket.Dispose();
    }
}
