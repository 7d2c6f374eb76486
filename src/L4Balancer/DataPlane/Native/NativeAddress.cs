using System.Runtime.Versioning;
using L4Balancer.Core.Policies;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>What the core wants to know of the address of a client.</summary>
[SupportedOSPlatform("linux")]
internal static class NativeAddress
{
    /// <summary>The hash that <c>source-hash</c> goes by.</summary>
    public static ulong HashOf(in PeerAddress peer) => ClientHash.Of(peer.Ip);
}
