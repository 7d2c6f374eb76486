namespace L4Balancer.Core;

/// <content>Bounds of the PROXY protocol.</content>
public static partial class Limits
{
    /// <summary>A line of version 1 with its CRLF: 56 characters for each of the two addresses would be more.</summary>
    public const int ProxyLineMax = 107;

    /// <summary>
    /// A header of version 2 that is accepted. The format allows 64 KiB; HAProxy takes what fits into its buffer, 16
    /// KiB. Even the certificate of a client, which some proxies pass on, fits.
    /// </summary>
    public const int ProxyHeaderMax = 16 * 1024;

    /// <summary>
    /// A header that is sent: 52 bytes of addresses, a protocol and a name of at most 255 bytes, an ID and a checksum.
    /// </summary>
    public const int ProxyHeaderSentMax = 640;
}
