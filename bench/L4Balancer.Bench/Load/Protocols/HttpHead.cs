using System.Buffers.Text;
using System.Text;

namespace L4Balancer.Bench.Load.Protocols;

/// <summary>The parsed head of an HTTP/1 response, RFC 9112.</summary>
/// <param name="Status">0 when it is no HTTP.</param>
/// <param name="ContentLength">-1 if missing or invalid.</param>
/// <param name="IsClosing">The server closes the connection after this answer.</param>
internal readonly record struct HttpHead(int Status, long ContentLength, bool IsClosing)
{
    /// <summary>The bytes of the head with the empty line that ends it; 0 while that has not come.</summary>
    public static int EndOf(ReadOnlySpan<byte> bytes) => bytes.IndexOf("\r\n\r\n"u8) + 4 is var end and > 3 ? end : 0;

    /// <summary>Allocates nothing.</summary>
    public static HttpHead Parse(ReadOnlySpan<byte> head)
    {
        // HTTP/1.1 200 OK
        if (head.Length < 12 || !head.StartsWith("HTTP/1."u8)) return default;
        if (!Utf8Parser.TryParse(head.Slice(9, 3), out int status, out var digits) || digits != 3) return default;
        var (length, isClosing) = (-1L, head[7] == '0');
        while (NextLine(ref head) is { IsEmpty: false } line)
        {
            var colon = line.IndexOf((byte)':');
            if (colon < 0) continue;
            var name = line[..colon];
            var value = line[(colon + 1)..].Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(name, "content-length"u8)) length = NumberOf(value);
            else if (Ascii.EqualsIgnoreCase(name, "connection"u8)) isClosing = IsClose(value, isClosing);
        }

        return new HttpHead(status, length, isClosing);
    }

    /// <summary>The line after the first line break, which becomes the first; empty at the end.</summary>
    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> head)
    {
        var start = head.IndexOf("\r\n"u8) + 2;
        if (start < 2) return default;
        head = head[start..];
        var end = head.IndexOf("\r\n"u8);
        return end < 0 ? head : head[..end];
    }

    private static long NumberOf(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out long number, out var used) && used == value.Length && number >= 0 ? number : -1;

    private static bool IsClose(ReadOnlySpan<byte> value, bool otherwise) =>
        Ascii.EqualsIgnoreCase(value, "close"u8)
        || (otherwise && !Ascii.EqualsIgnoreCase(value, "keep-alive"u8));
}
