using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>
/// The text form of addresses. Stricter than the BCL's parsers, which read 10.1 as 10.0.0.1 and 010 as octal 8: an
/// address in a config must mean the same to every reader.
/// </summary>
internal static class AddressText
{
    private const string UnixPrefix = "unix:";
    private const int PortMax = 65_535;

    /// <summary>sun_path holds 108 bytes with the terminating zero; unix(7).</summary>
    private const int UnixPathBytesMax = 107;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> IpV6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static bool IsUnix(string text) => text.StartsWith(UnixPrefix, StringComparison.Ordinal);

    /// <summary>
    /// Normalizes the path, because two spellings would be two addresses: <c>/run//x</c> and <c>/run/./x</c> are
    /// <c>/run/x</c>. The meaning of <c>..</c> depends on links, so it is refused.
    /// </summary>
    public static Parsed<NetAddress> ParseUnix(string text)
    {
        var path = text[UnixPrefix.Length..];
        if (!path.StartsWith('/')) return new NotParsed("is not an absolute path", "unix:/run/x.sock");
        if (!Shown.IsPrintable(path))
            return new NotParsed("has an invisible character in its path", "unix:/run/x.sock");
        if (path.EndsWith('/')) return new NotParsed("is a directory", "unix:/run/x.sock");
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(segment => segment != ".").ToList();
        if (segments.Contains(".."))
            return new NotParsed("has .. in its path, which links can redirect", "the path without ..");
        path = '/' + string.Join('/', segments);
        var length = Encoding.UTF8.GetByteCount(path);
        if (length <= UnixPathBytesMax) return NetAddress.FromUnix(path);
        return new NotParsed($"has a path of {length} bytes", $"at most {UnixPathBytesMax}");
    }

    /// <summary>The part before the port, with the brackets of IPv6, and the port.</summary>
    public static Parsed<(string Host, int Port)> Split(string text, int portMin)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || text.EndsWith(']')) return new NotParsed("has no port", PortExample(text));
        var host = text[..colon];
        if (host.Contains(':') && !host.StartsWith('['))
        {
            return new NotParsed("is IPv6 without brackets", "\"[::1]:6379\"");
        }

        var digits = text.AsSpan(colon + 1);
        if (digits.IsEmpty) return new NotParsed("has no port", PortExample(host));
        if (DigitText.Parse<int>(digits) is not { } port || port < portMin || port > PortMax)
        {
            return new NotParsed("has no valid port", $"a port is a number from {portMin} to {PortMax}");
        }

        return (host, port);
    }

    /// <summary>
    /// True for text that can only be an IP address: brackets, or only numbers between dots, which the C library
    /// parses as one, including 0x7f.1 (inet_aton(3)). <c>redis.1</c> is a host name.
    /// </summary>
    public static bool LooksLikeIp(string host)
    {
        if (host.StartsWith('[')) return true;
        foreach (var label in host.TrimEnd('.').Split('.'))
        {
            if (!IsNumber(label)) return false;
        }

        return true;
    }

    private static bool IsNumber(ReadOnlySpan<char> label) =>
        label.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? !label[2..].ContainsAnyExcept(HexDigits)
            : !label.ContainsAnyExceptInRange('0', '9');

    public static Parsed<IPAddress> ParseIp(string host) => host.StartsWith('[') ? ParseIpV6(host) : ParseIpV4(host);

    /// <summary>False for 0.0.0.0 and its network, multicast and above, which do not identify a single host.</summary>
    public static bool IsUnicast(IPAddress ip)
    {
        Span<byte> bytes = stackalloc byte[16];
        ip.TryWriteBytes(bytes, out var length);
        return length == 4 ? bytes[0] is > 0 and < 224 : !ip.IsIPv6Multicast && !ip.Equals(IPAddress.IPv6Any);
    }

    /// <summary>A suggestion for a host without a port, or for a port without its colon.</summary>
    private static string PortExample(string text)
    {
        var isPort = text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
        return Words.Show(isPort ? ":" + text : text + ":6379");
    }

    private static Parsed<IPAddress> ParseIpV4(string host)
    {
        Span<byte> bytes = stackalloc byte[4];
        var parts = host.Split('.');
        var isGood = parts.Length == bytes.Length;
        for (var i = 0; isGood && i < bytes.Length; i++)
        {
            var part = parts[i];
            var hasLeadingZero = part.Length > 1 && part[0] == '0';
            var number = DigitText.Parse<byte>(part);
            isGood = number is not null && !hasLeadingZero;
            bytes[i] = number ?? 0;
        }

        if (isGood) return new IPAddress(bytes);
        return new NotParsed("is not an IPv4 address", "four numbers from 0 to 255, such as 10.0.0.1:6379");
    }

    private static Parsed<IPAddress> ParseIpV6(string host)
    {
        var inner = host.AsSpan(1).TrimEnd(']');
        if (inner.Contains('%'))
        {
            return new NotParsed("has a zone id, which is not supported", "a global or unique local address");
        }

        var isPlain = !inner.ContainsAnyExcept(IpV6Characters) && inner.Length == host.Length - 2;
        if (!isPlain || !IPAddress.TryParse(inner, out var ip) || ip.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return new NotParsed("is not an IPv6 address", "\"[::1]:6379\"");
        }

        if (ip.IsIPv6LinkLocal)
        {
            return new NotParsed(
                "is link-local, which requires a zone id, and zone ids are not supported",
                "a global or unique local address");
        }

        return ip.IsIPv4MappedToIPv6 ? new NotParsed("is IPv4 written as IPv6", $"{ip.MapToIPv4()}") : ip;
    }
}
