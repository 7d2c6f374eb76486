using System.Buffers.Binary;

namespace L4Balancer.DataPlane.Protocols;

/// <summary>What a PostgreSQL client may ask before anything else.</summary>
internal enum EncryptionKind
{
    /// <summary>Something else is said.</summary>
    None,

    /// <summary>The bytes begin a request, and are too few to tell which.</summary>
    Unclear,

    Tls,

    /// <summary>By GSSAPI.</summary>
    Gss,
}

/// <summary>
/// PostgreSQL's requests for encryption: a length and a code, which the server answers with one byte (protocol 3.0,
/// SSLRequest and GSSENCRequest).
/// </summary>
internal static class EncryptionRequest
{
    public const int Size = 8;

    /// <summary>The answer that TLS follows.</summary>
    public const byte Yes = (byte)'S';

    /// <summary>The answer that the session goes on without.</summary>
    public const byte No = (byte)'N';

    private const uint TlsCode = 80877103;
    private const uint GssCode = 80877104;

    private static readonly byte[] TlsRequest = RequestOf(TlsCode);
    private static readonly byte[] GssRequest = RequestOf(GssCode);

    /// <summary>The request for TLS.</summary>
    public static ReadOnlyMemory<byte> Tls => TlsRequest;

    public static EncryptionKind KindOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(TlsRequest)) return EncryptionKind.Tls;
        if (bytes.StartsWith(GssRequest)) return EncryptionKind.Gss;
        var isBegun = bytes.Length < Size
            && (TlsRequest.AsSpan().StartsWith(bytes) || GssRequest.AsSpan().StartsWith(bytes));
        return isBegun ? EncryptionKind.Unclear : EncryptionKind.None;
    }

    private static byte[] RequestOf(uint code)
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Size);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), code);
        return bytes;
    }
}
