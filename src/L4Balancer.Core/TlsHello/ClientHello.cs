using System.Text;

namespace L4Balancer.Core.TlsHello;

/// <summary>
/// What a ClientHello asks for (RFC 8446, 4.1.2). With Encrypted Client Hello this is the outer, public name: the inner
/// one cannot be read without the key of the server. Valid as long as the bytes that it was read from.
/// </summary>
public readonly ref struct ClientHello
{
    private const ushort ServerNameExtension = 0;
    private const ushort AlpnExtension = 16;
    private const int RandomSize = 32;
    private const int SessionIdSizeMax = 32;

    private ClientHello(ReadOnlySpan<byte> serverName, ReadOnlySpan<byte> protocols)
    {
        ServerName = serverName;
        Protocols = protocols;
    }

    /// <summary>
    /// The name as sent, in ASCII, without a dot at the end; empty if none was sent, or an IP address, which is none
    /// (RFC 6066).
    /// </summary>
    public ReadOnlySpan<byte> ServerName { get; }

    /// <summary>The protocols offered (ALPN, RFC 7301), each behind its length; empty if none were offered.</summary>
    public ReadOnlySpan<byte> Protocols { get; }

    /// <summary>The name in lower case, for reports; null if there is none.</summary>
    public string? ServerNameText =>
        ServerName.IsEmpty ? null : Encoding.ASCII.GetString(ServerName).ToLowerInvariant();

    /// <summary>The protocol that the client prefers; null if it offers none.</summary>
    public string? FirstProtocol =>
        Protocols.IsEmpty ? null : Encoding.UTF8.GetString(Protocols.Slice(1, Protocols[0]));

    /// <summary>Whether the client offers this protocol.</summary>
    public bool Offers(ReadOnlySpan<byte> protocol)
    {
        var names = new HelloFields(Protocols);
        while (names.TryTakeShort(out var name))
        {
            if (name.SequenceEqual(protocol)) return true;
        }

        return false;
    }

    /// <param name="body">The message after its type and length.</param>
    /// <returns>False if it is malformed.</returns>
    internal static bool TryParse(ReadOnlySpan<byte> body, out ClientHello hello)
    {
        hello = default;
        var fields = new HelloFields(body);
        if (!fields.TryTakeNumber(out var version) || version >> 8 != 3) return false;
        if (!fields.TryTake(RandomSize, out _)) return false;
        if (!fields.TryTakeShort(out var sessionId) || sessionId.Length > SessionIdSizeMax) return false;
        if (!fields.TryTakeLong(out var suites) || suites.IsEmpty || suites.Length % 2 != 0) return false;
        if (!fields.TryTakeShort(out var compressions) || compressions.IsEmpty) return false;

        // Clients before TLS 1.2 may have no extensions at all.
        if (fields.IsEmpty) return true;
        return fields.TryTakeLong(out var extensions) && fields.IsEmpty && TryParseExtensions(extensions, ref hello);
    }

    /// <summary>
    /// One of the two extensions that is there twice would be read differently by different servers, so it is refused
    /// as RFC 8446 demands; all others are the server's to judge.
    /// </summary>
    private static bool TryParseExtensions(ReadOnlySpan<byte> extensions, ref ClientHello hello)
    {
        ReadOnlySpan<byte> name = default, protocols = default;
        var (hasName, hasProtocols) = (false, false);
        var fields = new HelloFields(extensions);
        while (!fields.IsEmpty)
        {
            if (!fields.TryTakeNumber(out var type) || !fields.TryTakeLong(out var data)) return false;
            if (type == ServerNameExtension)
            {
                if (hasName || !ServerNames.TryRead(data, out name)) return false;
                hasName = true;
            }
            else if (type == AlpnExtension)
            {
                if (hasProtocols || !TryReadProtocols(data, out protocols)) return false;
                hasProtocols = true;
            }
        }

        hello = new ClientHello(name, protocols);
        return true;
    }

    private static bool TryReadProtocols(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> protocols)
    {
        var fields = new HelloFields(data);
        if (!fields.TryTakeLong(out protocols) || protocols.IsEmpty || !fields.IsEmpty) return false;
        var names = new HelloFields(protocols);
        while (!names.IsEmpty)
        {
            if (!names.TryTakeShort(out var name) || name.IsEmpty) return false;
        }

        return true;
    }
}
