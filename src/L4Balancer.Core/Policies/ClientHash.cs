using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace L4Balancer.Core.Policies;

/// <summary>
/// Hashes a client's address, without its port, to the same number on every machine and in every process.
/// </summary>
public static class ClientHash
{
    /// <summary>
    /// An IPv4 address and the same address mapped into IPv6 give one hash. Null (a unix socket) gives 0.
    /// </summary>
    public static ulong Of(IPAddress? client)
    {
        if (client is null) return 0;
        Span<byte> bytes = stackalloc byte[16];
        client.TryWriteBytes(bytes, out var length);
        if (client.AddressFamily == AddressFamily.InterNetwork) return OfIPv4(bytes);
        Invariant.Require(length == 16, "An address is of 4 or of 16 bytes.");
        if (client.IsIPv4MappedToIPv6) return OfIPv4(bytes[12..]);
        var high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        return SplitMix64.Mix(SplitMix64.Mix(high) + low);
    }

    private static ulong OfIPv4(ReadOnlySpan<byte> bytes) =>
        SplitMix64.Mix(0xFFFF_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(bytes));
}
