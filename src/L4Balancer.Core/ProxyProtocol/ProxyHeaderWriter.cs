using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.ProxyProtocol;

/// <summary>
/// Writes the header that a backend gets before the client's first byte. A client or a destination that is a unix
/// socket has no address that a backend could use: then the header says that there is none, as LOCAL (version 2) or
/// UNKNOWN (version 1), which all servers accept.
/// </summary>
public static class ProxyHeaderWriter
{
    /// <summary>Eight groups of four digits, and the colons between them.</summary>
    private const int GroupsTextMax = 39;

    private static ReadOnlySpan<byte> MappedPrefix => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF];

    /// <param name="target">At least <see cref="Limits.ProxyHeaderSentMax"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> target, SendProxyConfig config, in ProxyFacts facts)
    {
        if (facts.Source.IsUnix || facts.Destination.IsUnix) return WriteLocal(target, config.Version);
        return config.Version == ProxyVersion.V1
            ? WriteText(target, facts.Source, facts.Destination)
            : WriteBinary(target, config, facts);
    }

    /// <summary>The header of a connection that the balancer makes for itself.</summary>
    /// <returns>The bytes written.</returns>
    public static int WriteLocal(Span<byte> target, ProxyVersion version)
    {
        if (version == ProxyVersion.V1)
        {
            "PROXY UNKNOWN\r\n"u8.CopyTo(target);
            return "PROXY UNKNOWN\r\n"u8.Length;
        }

        return End(target, BinaryHeader.Local, family: 0, BinaryHeader.PrefixLength);
    }

    /// <summary>The same as an array.</summary>
    public static byte[] Local(ProxyVersion version)
    {
        Span<byte> header = stackalloc byte[Limits.ProxyHeaderSentMax];
        return header[..WriteLocal(header, version)].ToArray();
    }

    private static int WriteText(Span<byte> target, in ClientAddress source, in ClientAddress destination)
    {
        var isIp4 = AreIp4(source, destination);
        var at = Put(target, 0, isIp4 ? "PROXY TCP4 "u8 : "PROXY TCP6 "u8);
        at = PutText(target, at, source, isIp4);
        at = PutText(target, at, destination, isIp4);
        source.Port.TryFormat(target[at..], out var written, provider: CultureInfo.InvariantCulture);
        at = Put(target, at + written, " "u8);
        destination.Port.TryFormat(target[at..], out written, provider: CultureInfo.InvariantCulture);
        return Put(target, at + written, "\r\n"u8);
    }

    private static int PutText(Span<byte> target, int at, in ClientAddress address, bool isIp4)
    {
        var ip = address.ToIp()!;
        (isIp4 ? ip : ip.MapToIPv6()).TryFormat(target[at..], out var written);
        if (written > GroupsTextMax) written = PutGroups(target[at..], address.Ip);
        return Put(target, at + written, " "u8);
    }

    /// <summary>
    /// Without the dots that ISATAP addresses have in their text: two such addresses are longer than a line may be.
    /// </summary>
    private static int PutGroups(Span<byte> target, ReadOnlySpan<byte> ip)
    {
        var at = 0;
        for (var i = 0; i < ip.Length; i += 2)
        {
            if (i > 0) at = Put(target, at, ":"u8);
            BinaryPrimitives.ReadUInt16BigEndian(ip[i..]).TryFormat(target[at..], out var written, "x");
            at += written;
        }

        return at;
    }

    private static int WriteBinary(Span<byte> target, SendProxyConfig config, in ProxyFacts facts)
    {
        var isIp4 = AreIp4(facts.Source, facts.Destination);
        var at = PutIp(target, BinaryHeader.PrefixLength, facts.Source.Ip, isIp4);
        at = PutIp(target, at, facts.Destination.Ip, isIp4);
        BinaryPrimitives.WriteUInt16BigEndian(target[at..], (ushort)facts.Source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(target[(at + 2)..], (ushort)facts.Destination.Port);
        at += 4;
        var crcAt = 0;
        for (var i = 0; i < config.Tlvs.Count; i++)
        {
            if (config.Tlvs[i] == ProxyTlv.Crc32c) crcAt = at + ProxyTlvs.PrefixLength;
            at = PutTlv(target, at, config.Tlvs[i], facts);
        }

        End(target, BinaryHeader.Proxy, isIp4 ? BinaryHeader.TcpOverIp4 : BinaryHeader.TcpOverIp6, at);
        if (crcAt == 0) return at;
        var crc = Crc32c.End(Crc32c.Append(Crc32c.Start, target[..at]));
        BinaryPrimitives.WriteUInt32BigEndian(target[crcAt..], crc);
        return at;
    }

    private static int PutTlv(Span<byte> target, int at, ProxyTlv tlv, in ProxyFacts facts)
    {
        var value = target[(at + ProxyTlvs.PrefixLength)..];
        var (type, length) = tlv switch
        {
            ProxyTlv.Alpn => (ProxyTlvs.AlpnType, PutAscii(value, facts.Alpn)),
            ProxyTlv.Authority => (ProxyTlvs.AuthorityType, PutAscii(value, facts.Authority)),
            ProxyTlv.UniqueId => (ProxyTlvs.UniqueIdType, PutId(value, facts.SessionId)),
            ProxyTlv.Crc32c => (ProxyTlvs.Crc32cType, PutZeros(value)),
            _ => throw new ArgumentOutOfRangeException(nameof(tlv), tlv, "No field of a header."),
        };
        if (length == 0) return at; // Not known of this session.
        target[at] = type;
        BinaryPrimitives.WriteUInt16BigEndian(target[(at + 1)..], (ushort)length);
        return at + ProxyTlvs.PrefixLength + length;
    }

    /// <summary>What cannot be written as it is, such as a protocol that is no text, is as good as not known.</summary>
    private static int PutAscii(Span<byte> target, string? text) =>
        text is null || text.Length > ProxyTlvs.TextMax || text.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? 0
            : Encoding.ASCII.GetBytes(text, target);

    /// <summary>As the access log writes it.</summary>
    private static int PutId(Span<byte> target, ulong id)
    {
        id.TryFormat(target, out var written, "x", CultureInfo.InvariantCulture);
        return written;
    }

    private static int PutZeros(Span<byte> target)
    {
        target[..sizeof(uint)].Clear();
        return sizeof(uint);
    }

    /// <summary>Writes what is before the addresses, once the length is known.</summary>
    private static int End(Span<byte> target, byte command, byte family, int length)
    {
        BinaryHeader.Signature.CopyTo(target);
        target[12] = (byte)(BinaryHeader.Version | command);
        target[13] = family;
        BinaryPrimitives.WriteUInt16BigEndian(target[14..], (ushort)(length - BinaryHeader.PrefixLength));
        return length;
    }

    private static bool AreIp4(in ClientAddress source, in ClientAddress destination) =>
        source.Ip.Length == 4 && destination.Ip.Length == 4;

    private static int PutIp(Span<byte> target, int at, ReadOnlySpan<byte> ip, bool isIp4)
    {
        if (!isIp4 && ip.Length == 4) at = Put(target, at, MappedPrefix);
        return Put(target, at, ip);
    }

    private static int Put(Span<byte> target, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target[at..]);
        return at + bytes.Length;
    }
}
