using System.Buffers.Binary;
using System.Numerics;

namespace L4Balancer.Core.ProxyProtocol;

/// <summary>The checksum CRC32c (RFC 4960 appendix B), which the processor computes.</summary>
internal static class Crc32c
{
    public const uint Start = uint.MaxValue;

    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var octet in bytes) crc = BitOperations.Crc32C(crc, octet);
        return crc;
    }

    public static uint End(uint crc) => ~crc;
}
