using System.Buffers.Binary;
using System.Net;

namespace L4Balancer.Core.Policies;

/// <summary>
/// Hashes a client's address, without its port, to the same number on every machine and in every process.
/// </summary>
public static class ClientHash
{
    /// <summary>Of an IPv4 address mapped into IPv6, RFC 4291 section 2.5.5.2.</summary>
    private static ReadOnlySpan<byte> MappedPrefix => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF];

    /// <summary>
    /// An IPv4 address and the same address mapped into IPv6 give one hash. Null (a unix socket) gives 0.
    /// </summary>
    public static ulong Of(IPAddress? client)
    {
        if (client is null) return 0;
        Span<byte> bytes = stackalloc byte[16];
        client.TryWriteBytes(bytes, out var length);
        return Of(bytes[..length]);
    }

    /// <summary>The same of an address's 4 or 16 bytes; none (a unix socket) gives 0.</summary>
    public static ulong Of(ReadOnlySpan<byte> client)
    {
        if (client.IsEmpty) return 0;
        if (client.Length == 4) return OfIPv4(client);
        Invariant.Require(client.Length == 16, "An address is of 4 or of 16 bytes.");
        if (client.StartsWith(MappedPrefix)) return OfIPv4(client[12..]);
        var high = BinaryPrimitives.ReadUInt64BigEndian(client);
        var low = BinaryPrimitives.ReadUInt64BigEndian(client[8..]);
        return SplitMix64.Mix(SplitMix64.Mix(high) + low);
    }

    private static ulong OfIPv4(ReadOnlySpan<byte> bytes) =>
        SplitMix64.Mix(0xFFFF_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(bytes));
}
