using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>Between the addresses of the core and those of the kernel.</summary>
[SupportedOSPlatform("linux")]
internal static class NativeAddress
{
    public static SocketAddress Of(NetAddress address) => address.UnixPath is { } path
        ? SocketAddress.OfUnix(path)
        : SocketAddress.Of(address.Ip!, address.Port);

    /// <summary>The hash that <c>source-hash</c> goes by.</summary>
    public static ulong HashOf(in PeerAddress peer) => ClientHash.Of(peer.Ip);
}
