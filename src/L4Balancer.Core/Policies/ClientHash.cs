using System.Buffers.Binary;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Policies;

/// <summary>
/// Hashes a client's address, without its port, to the same number on every machine and in every process.
/// </summary>
public static class ClientHash
{
    /// <summary>
    /// An IPv4 address and the same address mapped into IPv6 have the same hash, because they are the same
    /// <see cref="ClientAddress"/>. The hash of a client of a unix socket is 0.
    /// </summary>
    public static ulong Of(in ClientAddress client)
    {
        var ip = client.Ip;
        return ip.Length switch
        {
            0 => 0,
            4 => SplitMix64.Mix(0xFFFF_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(ip)),
            _ => SplitMix64.Mix(
                SplitMix64.Mix(BinaryPrimitives.ReadUInt64BigEndian(ip))
                + BinaryPrimitives.ReadUInt64BigEndian(ip[8..])),
        };
    }
}
