using System.Buffers.Binary;
using System.Text;

namespace L4Balancer.Core.Tests.ProxyProtocol;

/// <summary>Headers put together byte by byte, without the writer that is tested.</summary>
internal static class ProxyBytes
{
    public static byte[] Signature => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    public static byte[] Ip4 => [192, 0, 2, 1, 198, 51, 100, 7, 0xC8, 0x22, 0x01, 0xBB];

    public static byte[] Ip6 =>
    [
        0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
        0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0xC8, 0x22, 0x01, 0xBB,
    ];

    public static byte[] Line(string text) => Encoding.ASCII.GetBytes(text + "\r\n");

    /// <param name="length">Null: that of the body.</param>
    public static byte[] V2(byte command, byte family, byte[] body, int? length = null)
    {
        var size = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(size, (ushort)(length ?? body.Length));
        return [.. Signature, command, family, .. size, .. body];
    }

    public static byte[] Tlv(byte type, byte[] value)
    {
        var size = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(size, (ushort)value.Length);
        return [type, .. size, .. value];
    }

    /// <summary>The checksum by its definition, bit by bit.</summary>
    public static uint Crc32c(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var octet in bytes)
        {
            crc ^= octet;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }

        return ~crc;
    }
}
