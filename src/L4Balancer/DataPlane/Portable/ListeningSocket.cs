using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Sockets;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane.Portable;

/// <summary>A bound socket that listens or, if it was bound beside others, is about to.</summary>
/// <param name="File">The file of a unix socket.</param>
/// <param name="IsListening">False for a socket that was bound beside others.</param>
/// <param name="IsInherited">It may go on elsewhere, unless something was accepted here.</param>
internal sealed record ListeningSocket(
    Socket Socket, UnixSocketFile? File, bool IsListening, bool IsInherited = false)
{
    /// <param name="isBeside">See <see cref="BindHow"/>.</param>
    /// <exception cref="SocketException">The address cannot be bound.</exception>
    /// <exception cref="IOException">The path is occupied by something other than an unused socket.</exception>
    public static ListeningSocket Bind(ListenerConfig config, BindAddress bind, bool isBeside, ILogger log)
    {
        var path = bind.Address.UnixPath;
        if (path is not null && UnixSocketFile.MakeRoom(path) is { } cause) throw new IOException(cause);
        var socket = Create(bind, IsMultipath(config, bind, log), out var endPoint);
        try
        {
            if (isBeside) SharedPorts.Allow(socket);
            if (ListenOptions.Apply(socket, config.ListenSocket, ListenOptions.None) is { } refused)
                throw new IOException(refused);
            socket.Bind(endPoint);
            if (!isBeside) socket.Listen(config.Backlog);
            return new ListeningSocket(socket, path is null ? null : UnixSocketFile.Bound(path), !isBeside);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sockets that listen already, of a process that handed them over.</summary>
    [SupportedOSPlatform("linux")]
    public static IReadOnlyList<ListeningSocket> Inherit(InheritedListener inherited)
    {
        var file = inherited.Bind.Address.UnixPath is { } path ? UnixSocketFile.Bound(path) : null;
        return
        [
            .. inherited.Sockets.Select(
                handle => new ListeningSocket(
                    HandedConnection.TakeSocket(handle), file, IsListening: true, IsInherited: true)),
        ];
    }

    /// <summary>The address as reported by the kernel, with the port that it chose.</summary>
    public NetAddress ActualAddress(BindAddress bind) =>
        Socket.LocalEndPoint is IPEndPoint local ? NetAddress.FromIp(local.Address, local.Port) : bind.Address;

    /// <summary>
    /// Listens, unless it already does. Fails only if another program has bound part of the address since it was bound
    /// beside others.
    /// </summary>
    /// <returns>The reason it cannot listen; null on success.</returns>
    public SocketError? TryListen(int backlog)
    {
        try
        {
            if (!IsListening) Socket.Listen(backlog);
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    /// <summary>Closes a socket from which nothing was accepted.</summary>
    public void Discard()
    {
        if (!IsInherited) File?.Remove();
        Socket.Dispose();
    }

    public void Close()
    {
        File?.Remove();
        Socket.Dispose();
    }

    /// <summary>Where the kernel does not have it, plain TCP does, as it does for clients without it.</summary>
    private static bool IsMultipath(ListenerConfig config, BindAddress bind, ILogger log)
    {
        if (!config.ListenSocket.Mptcp || bind.Address.UnixPath is not null) return false;
        if (MultipathSockets.Lack is not { } lack) return true;
        log.NoMptcp(bind, lack);
        return false;
    }

    private static Socket Create(BindAddress bind, bool isMultipath, out EndPoint endPoint)
    {
        endPoint = bind.Address.UnixPath is { } path ? UnixSocketFile.EndPointOf(path) : bind.Address.ToEndPoint();
        if (isMultipath && OperatingSystem.IsLinux()) return MultipathSockets.Create(bind);
        if (!bind.IsDualStack) return bind.Address.CreateSocket();
        if (Socket.OSSupportsIPv6)
            return new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        endPoint = new IPEndPoint(IPAddress.Any, bind.Address.Port);
        return new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    }
}
