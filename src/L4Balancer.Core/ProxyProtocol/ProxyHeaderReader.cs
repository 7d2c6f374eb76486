namespace L4Balancer.Core.ProxyProtocol;

/// <summary>
/// Finds a PROXY protocol header, version 1 or 2, at the beginning of a connection (HAProxy, proxy-protocol.txt). The
/// bytes may come in any pieces: it is asked again with all of them.
/// </summary>
public static class ProxyHeaderReader
{
    public static ProxyReading Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return ProxyReading.Incomplete;
        return bytes[0] == BinaryHeader.Signature[0] ? ReadAs(bytes, BinaryHeader.Signature)
            : ReadAs(bytes, TextHeader.Signature);
    }

    /// <summary>Whether the bytes are more than a coincidence: a whole signature.</summary>
    public static bool HasSignature(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(BinaryHeader.Signature) || bytes.StartsWith(TextHeader.Signature);

    private static ProxyReading ReadAs(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature)
    {
        if (bytes.Length < signature.Length)
            return signature.StartsWith(bytes) ? ProxyReading.Incomplete : ProxyReading.Other;
        if (!bytes.StartsWith(signature)) return ProxyReading.Other;
        return signature.Length == TextHeader.Signature.Length ? TextHeader.Read(bytes) : BinaryHeader.Read(bytes);
    }
}
