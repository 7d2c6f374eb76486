namespace L4Balancer.Core;

/// <content>The bounds of what is read of TLS.</content>
public static partial class Limits
{
    /// <summary>A name of the DNS has 253 characters at most, and OpenSSL accepts 255.</summary>
    public const int ServerNameMax = 255;

    /// <summary>
    /// The largest ClientHello with its header that can be written down: every vector as long as its length allows
    /// (RFC 8446, 4.1.2).
    /// </summary>
    public const int ClientHelloMax = 4 + 2 + 32 + (1 + 32) + (2 + 65_534) + (1 + 255) + (2 + 65_535);
}
