using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>Makes bound, listening sockets.</summary>
internal static class ListeningSocket
{
    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public static Socket Bind(BindAddress bind, int backlog)
    {
        if (bind.Address.UnixPath is { } path && !UnixSocketFile.TryRemoveStale(path))
            throw new SocketException((int)SocketError.AddressAlreadyInUse);
        var socket = Create(bind, out var endPoint);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The address as the kernel has it, with the port that it chose.</summary>
    public static NetAddress ActualAddress(Socket socket, BindAddress bind) =>
        socket.LocalEndPoint is IPEndPoint local ? NetAddress.FromIp(local.Address, local.Port) : bind.Address;

    private static Socket Create(BindAddress bind, out EndPoint endPoint)
    {
        endPoint = bind.Address.ToEndPoint();
        if (!bind.IsDualStack) return bind.Address.CreateSocket();
        if (Socket.OSSupportsIPv6)
            return new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        endPoint = new IPEndPoint(IPAddress.Any, bind.Address.Port);
        return new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    }
}
