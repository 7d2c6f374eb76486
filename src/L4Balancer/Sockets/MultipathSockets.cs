using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;
using SocketAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Sockets;

/// <summary>Managed sockets with Multipath TCP, which the framework cannot make itself.</summary>
internal static class MultipathSockets
{
    /// <summary>Why this system does not have it; null if it does.</summary>
    public static string? Lack => OperatingSystem.IsLinux() ? KernelFeatures.MultipathLack() : "it needs Linux";

    /// <exception cref="SocketException">The system is out of sockets.</exception>
    [SupportedOSPlatform("linux")]
    public static Socket Create(BindAddress bind)
    {
        var address = SocketAddress.Of(bind.Address.Ip!, 0);
        var made = StreamSockets.Create(address, isMultipath: true);
        if (!made.IsSuccess) throw new SocketException((int)Native.SocketErrno.ToSocketError(made.Errno));

        // The framework sets this on a socket whose protocol it knows.
        IpOptions.AllowReuse(made.Count);
        var socket = new Socket(new SafeSocketHandle(made.Count, ownsHandle: true)) { Blocking = true };
        if (address.IsIpv6) socket.DualMode = bind.IsDualStack;
        return socket;
    }
}
