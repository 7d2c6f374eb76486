using System.Buffers;

namespace L4Balancer.Core.TlsHello;

/// <summary>The extension with the name that a client asks for (RFC 6066, 3).</summary>
internal static class ServerNames
{
    private const byte HostNameType = 0;

    private static readonly SearchValues<byte> InNames =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."u8);

    private static readonly SearchValues<byte> InIpv4 = SearchValues.Create("0123456789."u8);

    private static readonly SearchValues<byte> InIpv6 = SearchValues.Create("0123456789abcdefABCDEF:.[]"u8);

    /// <param name="data">The content of the extension.</param>
    /// <param name="name">Without a dot at the end; empty if only an IP address or names of another type are
    /// there.</param>
    /// <returns>False if it is malformed.</returns>
    public static bool TryRead(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> name)
    {
        name = default;
        var fields = new HelloFields(data);
        if (!fields.TryTakeLong(out var list) || list.IsEmpty || !fields.IsEmpty) return false;
        var names = new HelloFields(list);
        var hasName = false;
        while (!names.IsEmpty)
        {
            if (!names.TryTakeByte(out var type) || !names.TryTakeLong(out var value)) return false;
            if (type != HostNameType) continue;
            if (hasName || !TryNormalise(value, out name)) return false;
            hasName = true;
        }

        return true;
    }

    private static bool TryNormalise(ReadOnlySpan<byte> sent, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (sent.IsEmpty || sent.Length > Limits.ServerNameMax) return false;
        if (IsIpAddress(sent)) return true;
        if (sent.ContainsAnyExcept(InNames)) return false;
        name = sent[^1] == '.' ? sent[..^1] : sent;
        return !name.IsEmpty && name[0] != '.' && name[^1] != '.' && name.IndexOf(".."u8) < 0;
    }

    private static bool IsIpAddress(ReadOnlySpan<byte> name) =>
        !name.ContainsAnyExcept(InIpv4) || (name.Contains((byte)':') && !name.ContainsAnyExcept(InIpv6));
}
