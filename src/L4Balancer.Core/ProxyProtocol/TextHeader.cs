using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.ProxyProtocol;

/// <summary>Version 1: a line of text, <c>PROXY TCP4 192.0.2.1 192.0.2.2 51234 443</c>.</summary>
internal static class TextHeader
{
    private const int PortDigitsMax = 5;

    public static ReadOnlySpan<byte> Signature => "PROXY "u8;

    /// <param name="bytes">They begin with the signature.</param>
    public static ProxyReading Read(ReadOnlySpan<byte> bytes)
    {
        var seen = bytes[..Math.Min(bytes.Length, Limits.ProxyLineMax)];
        var end = seen.IndexOf("\r\n"u8);
        if (end < 0)
        {
            return seen.Length < Limits.ProxyLineMax
                ? ProxyReading.Incomplete
                : ProxyReading.Malformed($"its line has more than {Limits.ProxyLineMax} bytes");
        }

        return Parse(seen[Signature.Length..end], length: end + 2);
    }

    private static ProxyReading Parse(ReadOnlySpan<byte> line, int length)
    {
        var family = Word(ref line);

        // Whatever follows it is ignored.
        if (family.SequenceEqual("UNKNOWN"u8)) return ProxyReading.Of(length, default);
        var isIp6 = family.SequenceEqual("TCP6"u8);
        if (!isIp6 && !family.SequenceEqual("TCP4"u8))
            return ProxyReading.Malformed("its family is none of TCP4, TCP6, UNKNOWN");
        Span<byte> source = stackalloc byte[isIp6 ? 16 : 4];
        Span<byte> destination = stackalloc byte[source.Length];
        if (!TryAddress(Word(ref line), source) || !TryAddress(Word(ref line), destination))
            return ProxyReading.Malformed($"it has no two addresses of {(isIp6 ? "TCP6" : "TCP4")}");
        if (!TryPort(Word(ref line), out var from) || !TryPort(Word(ref line), out var to) || !line.IsEmpty)
            return ProxyReading.Malformed("it has no two ports at its end");
        return ProxyReading.Of(
            length, new ProxyHeader(new ClientAddress(source, from), new ClientAddress(destination, to)));
    }

    /// <summary>Takes what is before the next space; the last word has none behind it.</summary>
    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> line)
    {
        var space = line.IndexOf((byte)' ');
        var word = space < 0 ? line : line[..space];

        // A space with nothing behind it stays, so that a line that ends with one is noticed.
        line = space < 0 ? default : space + 1 < line.Length ? line[(space + 1)..] : line[space..];
        return word;
    }

    private static bool TryAddress(ReadOnlySpan<byte> word, Span<byte> address)
    {
        // The parser knows more forms of an address than the protocol: zones, brackets, octal and short ones.
        var isIp6 = address.Length == 16;
        if (word.IsEmpty || word.IndexOfAnyExcept(isIp6 ? "0123456789abcdefABCDEF:."u8 : "0123456789."u8) >= 0)
            return false;
        if (!isIp6 && !IsDotted(word)) return false;
        return IPAddress.TryParse(word, out var parsed)
            && parsed.AddressFamily == (isIp6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork)
            && parsed.TryWriteBytes(address, out _);
    }

    /// <summary>Four numbers, none of them with a leading zero.</summary>
    private static bool IsDotted(ReadOnlySpan<byte> word)
    {
        if (word.Count((byte)'.') != 3) return false;
        foreach (var range in word.Split((byte)'.'))
        {
            var number = word[range];
            if (number.IsEmpty || (number.Length > 1 && number[0] == '0')) return false;
        }

        return true;
    }

    private static bool TryPort(ReadOnlySpan<byte> word, out int port)
    {
        port = 0;
        if (word.IsEmpty || word.Length > PortDigitsMax || (word.Length > 1 && word[0] == '0')) return false;
        foreach (var digit in word)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            port = port * 10 + digit - '0';
        }

        return port <= ushort.MaxValue;
    }
}
