using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>The options set on both connections of a session.</summary>
internal static class SocketOptions
{
    private const int SolTcp = 6;
    private const int TcpUserTimeout = 18;
    private const int TcpNotsentLowat = 25;

    /// <summary>
    /// Sets all of them: a call costs little compared with the other work of the portable engine for a session.
    /// </summary>
    /// <returns>The reason the congestion control was refused; null if it was not.</returns>
    /// <exception cref="SocketException">The peer is already gone.</exception>
    public static string? Apply(Socket socket, TcpConfig tcp)
    {
        if (socket.AddressFamily == AddressFamily.Unix) return null;
        ApplyToLasting(socket, tcp);
        return ApplyAtOnce(socket, tcp);
    }

    /// <summary>Sets the options that detect a dead peer.</summary>
    /// <exception cref="SocketException">The peer is already gone.</exception>
    public static void ApplyToLasting(Socket socket, TcpConfig tcp)
    {
        if (socket.AddressFamily == AddressFamily.Unix) return;
        Apply(socket, ConnectionOptions.ForLasting(tcp, stackalloc OptionValue[ConnectionOptions.LastingMax]));
    }

    /// <summary>Sets the options that have an effect from the first byte on, before a connect.</summary>
    /// <returns>As above.</returns>
    /// <exception cref="SocketException">The peer is already gone.</exception>
    public static string? ApplyAtOnce(Socket socket, TcpConfig tcp)
    {
        if (socket.AddressFamily == AddressFamily.Unix) return null;
        Apply(socket, ConnectionOptions.AtOnce(tcp, stackalloc OptionValue[ConnectionOptions.AtOnceMax]));
        return tcp.CongestionControl is { } name ? CongestionControls.WhyNotSet(socket, name) : null;
    }

    private static void Apply(Socket socket, ReadOnlySpan<OptionValue> options)
    {
        foreach (var (option, value) in options)
        {
            try
            {
                Set(socket, option, value);
            }
            catch (SocketException e)
                when (e.SocketErrorCode is SocketError.OperationNotSupported or SocketError.ProtocolOption)
            {
                // A connection of Multipath TCP does not have all of them.
            }
        }
    }

    private static void Set(Socket socket, ConnectionOption option, int value)
    {
        if (option == ConnectionOption.UserTimeout) SetRaw(socket, TcpUserTimeout, value);
        else if (option == ConnectionOption.NotsentLowat) SetRaw(socket, TcpNotsentLowat, value);
        else socket.SetSocketOption(LevelOf(option), NameOf(option), value);
    }

    private static void SetRaw(Socket socket, int option, int value)
    {
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(SolTcp, option, BitConverter.GetBytes(value));
    }

    /// <summary>Sets TCP_USER_TIMEOUT, unless the peer is already gone.</summary>
    public static void TrySetUserTimeout(Socket socket, TimeSpan timeout)
    {
        try
        {
            SetRaw(socket, TcpUserTimeout, (int)timeout.TotalMilliseconds);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Its next call reports that.
        }
    }

    private static SocketOptionLevel LevelOf(ConnectionOption option) =>
        option == ConnectionOption.Keepalive ? SocketOptionLevel.Socket : SocketOptionLevel.Tcp;

    private static SocketOptionName NameOf(ConnectionOption option) => option switch
    {
        ConnectionOption.NoDelay => SocketOptionName.NoDelay,
        ConnectionOption.Keepalive => SocketOptionName.KeepAlive,
        ConnectionOption.KeepaliveIdle => SocketOptionName.TcpKeepAliveTime,
        ConnectionOption.KeepaliveInterval => SocketOptionName.TcpKeepAliveInterval,
        ConnectionOption.KeepaliveProbes => SocketOptionName.TcpKeepAliveRetryCount,
        _ => throw new InvalidOperationException($"No name stands for {option}."),
    };

    /// <summary>
    /// Closes the socket with FIN, unless bytes of the peer were left unread. Without the shutdown the framework would
    /// send RST, to wake any call still waiting on the socket.
    /// </summary>
    public static void CloseWithFin(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was faster; there is nothing left to close.
        }

        socket.Dispose();
    }

    /// <summary>Reads what the peer of a socket has sent so far, up to a few KiB, for nothing.</summary>
    public static void Drain(Socket socket)
    {
        Span<byte> unread = stackalloc byte[4096];
        try
        {
            if (socket.Available > 0) _ = socket.Receive(unread);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was faster; there is nothing left to read.
        }
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
            // The peer was faster; there is nothing left to reset.
        }

        socket.Dispose();
    }
}
