using System.Buffers.Binary;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.ProxyProtocol;

/// <summary>Version 2: a signature, a command, a family, a length, two addresses and fields (TLVs).</summary>
internal static class BinaryHeader
{
    /// <summary>The bytes before the addresses: the signature, a byte each for command and family, the length.
    /// </summary>
    public const int PrefixLength = 16;

    public const byte Version = 0x20;
    public const byte Local = 0x0;
    public const byte Proxy = 0x1;
    public const byte TcpOverIp4 = 0x11;
    public const byte TcpOverIp6 = 0x21;
    public const byte UnixStream = 0x31;

    private const byte HighestFamily = 0x3;
    private const byte HighestProtocol = 0x2;
    private const int UnixLength = 216; // Two paths of 108 bytes.

    public static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <param name="bytes">They begin with the signature.</param>
    public static ProxyReading Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < PrefixLength) return ProxyReading.Incomplete;
        var (command, family) = (bytes[12], bytes[13]);
        if ((command & 0xF0) != Version) return ProxyReading.Malformed($"its version is {command >> 4} and not 2");
        if ((command & 0x0F) > Proxy) return ProxyReading.Malformed($"its command {command & 0x0F} is unknown");
        var length = PrefixLength + BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if (length > Limits.ProxyHeaderMax)
            return ProxyReading.Malformed($"it has {length} bytes; at most {Limits.ProxyHeaderMax} are accepted");

        // The proxy speaks for itself: the rest has no meaning.
        if ((command & 0x0F) == Local)
            return bytes.Length < length ? ProxyReading.Incomplete : ProxyReading.Of(length, default);
        if (family >> 4 > HighestFamily || (family & 0x0F) > HighestProtocol)
            return ProxyReading.Malformed($"its family 0x{family:x2} is unknown");
        var addresses = AddressesLength(family);
        if (length - PrefixLength < addresses)
            return ProxyReading.Malformed($"{length - PrefixLength} bytes are too few for its addresses");
        if (bytes.Length < length) return ProxyReading.Incomplete;
        return Parse(bytes[..length], family, addresses);
    }

    private static ProxyReading Parse(ReadOnlySpan<byte> header, byte family, int addresses)
    {
        var tlvs = ProxyTlvs.Read(header, PrefixLength + addresses, out var cause);
        if (cause is not null) return ProxyReading.Malformed(cause);
        var body = header.Slice(PrefixLength, addresses);
        var said = family switch
        {
            TcpOverIp4 => new ProxyHeader(Ip(body, 0, 4), Ip(body, 1, 4)),
            TcpOverIp6 => new ProxyHeader(Ip(body, 0, 16), Ip(body, 1, 16)),
            UnixStream => new ProxyHeader(default(ClientAddress), default(ClientAddress)),

            // UNSPEC, or datagrams, which this connection does not carry: as if the proxy did not know.
            _ => default,
        };
        return ProxyReading.Of(header.Length, said with { Authority = tlvs.Authority, Alpn = tlvs.Alpn });
    }

    private static int AddressesLength(byte family) => (family >> 4) switch
    {
        0 => 0,
        1 => 2 * (4 + sizeof(ushort)),
        2 => 2 * (16 + sizeof(ushort)),
        _ => UnixLength,
    };

    /// <param name="index">0 is the source, 1 the destination.</param>
    private static ClientAddress Ip(ReadOnlySpan<byte> body, int index, int size) => new(
        body.Slice(index * size, size),
        BinaryPrimitives.ReadUInt16BigEndian(body[(2 * size + index * sizeof(ushort))..]));
}
