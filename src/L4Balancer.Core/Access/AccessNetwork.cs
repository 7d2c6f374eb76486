using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace L4Balancer.Core.Access;

/// <summary>
/// A network as clients are compared with it: IPv4 networks that are written as mapped into IPv6 are the IPv4 networks,
/// as the addresses of clients are.
/// </summary>
/// <param name="IsIpv4">Otherwise IPv6.</param>
/// <param name="First">The first address: 32 or 128 bits.</param>
/// <param name="Prefix">Bits that all its addresses share.</param>
public readonly record struct AccessNetwork(bool IsIpv4, UInt128 First, int Prefix)
{
    private const int MappedBits = 96;

    /// <summary>The last address.</summary>
    public UInt128 Last => First | (Prefix == Bits ? 0 : UInt128.MaxValue >> (128 - Bits + Prefix));

    private int Bits => IsIpv4 ? 32 : 128;

    public static AccessNetwork Of(IPNetwork network)
    {
        var (ip, prefix) = (network.BaseAddress, network.PrefixLength);
        if (ip.IsIPv4MappedToIPv6 && prefix >= MappedBits) (ip, prefix) = (ip.MapToIPv4(), prefix - MappedBits);
        Span<byte> bytes = stackalloc byte[16];
        ip.TryWriteBytes(bytes, out _);
        return ip.AddressFamily == AddressFamily.InterNetwork
            ? new AccessNetwork(true, BinaryPrimitives.ReadUInt32BigEndian(bytes), prefix)
            : new AccessNetwork(false, BinaryPrimitives.ReadUInt128BigEndian(bytes), prefix);
    }
}
