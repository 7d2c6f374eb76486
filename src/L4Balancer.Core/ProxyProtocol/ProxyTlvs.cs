using System.Buffers.Binary;
using System.Text;

namespace L4Balancer.Core.ProxyProtocol;

/// <summary>The fields behind the addresses of a header of version 2: type, length, value.</summary>
/// <param name="Authority">PP2_TYPE_AUTHORITY; null if there is none.</param>
/// <param name="Alpn">PP2_TYPE_ALPN; null if there is none.</param>
internal readonly record struct ProxyTlvs(string? Authority, string? Alpn)
{
    public const byte AlpnType = 0x01;
    public const byte AuthorityType = 0x02;
    public const byte Crc32cType = 0x03;
    public const byte UniqueIdType = 0x05;

    /// <summary>Type and length.</summary>
    public const int PrefixLength = 3;

    public const int TextMax = 255;

    /// <param name="start">Where the fields begin; they fill the rest of the header.</param>
    /// <param name="cause">What is wrong with them; null if nothing is.</param>
    public static ProxyTlvs Read(ReadOnlySpan<byte> header, int start, out string? cause)
    {
        cause = null;
        var known = default(ProxyTlvs);
        for (var at = start; at < header.Length;)
        {
            if (header.Length - at < PrefixLength)
            {
                cause = "it ends in the middle of a field";
                return default;
            }

            var (type, length) = (header[at], BinaryPrimitives.ReadUInt16BigEndian(header[(at + 1)..]));
            at += PrefixLength;
            if (length > header.Length - at)
            {
                cause = $"its field of type 0x{type:x2} is longer than the header";
                return default;
            }

            var value = header.Slice(at, length);
            if (type == AuthorityType) known = known with { Authority = TextOf(value) };
            else if (type == AlpnType) known = known with { Alpn = TextOf(value) };
            else if (type == Crc32cType && !IsRight(header, at, length))
            {
                // No further ones are computed: each costs as much as the header has bytes.
                cause = "its checksum is wrong";
                return default;
            }

            at += length;
        }

        return known;
    }

    /// <summary>A text that could not be passed on, or would spoil a log, is as good as none.</summary>
    private static string? TextOf(ReadOnlySpan<byte> value) =>
        value.Length is 0 or > TextMax || value.ContainsAnyExceptInRange((byte)'!', (byte)'~')
            ? null
            : Encoding.ASCII.GetString(value);

    private static bool IsRight(ReadOnlySpan<byte> header, int at, int length)
    {
        if (length != sizeof(uint)) return false;

        // The checksum is that of the header with zeros in its own place.
        var crc = Crc32c.Append(Crc32c.Start, header[..at]);
        crc = Crc32c.Append(crc, [0, 0, 0, 0]);
        crc = Crc32c.Append(crc, header[(at + length)..]);
        return Crc32c.End(crc) == BinaryPrimitives.ReadUInt32BigEndian(header[at..]);
    }
}
