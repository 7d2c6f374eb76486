using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Sockets.Native;

/// <summary>Converts addresses of the core to those of the kernel.</summary>
[SupportedOSPlatform("linux")]
internal static class KernelAddress
{
    public static SocketAddress Of(NetAddress address) => address.UnixPath is { } path
        ? SocketAddress.OfUnix(path)
        : SocketAddress.Of(address.Ip!, address.Port);
}
