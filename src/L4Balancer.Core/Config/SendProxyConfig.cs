namespace L4Balancer.Core.Config;

/// <summary>The PROXY protocol header that a backend gets before the client's first byte.</summary>
public sealed record SendProxyConfig
{
    public ProxyVersion Version { get; init; } = ProxyVersion.V2;

    /// <summary>What a header of version 2 carries besides the addresses; what is not known of a session is
    /// omitted.</summary>
    public ValueList<ProxyTlv> Tlvs { get; init; } = ValueList<ProxyTlv>.Empty;
}

/// <summary>A version of the PROXY protocol.</summary>
public enum ProxyVersion
{
    /// <summary>One line of text.</summary>
    V1,

    /// <summary>Binary, with room for more than the addresses.</summary>
    V2,
}

/// <summary>A type-length-value field of a header of version 2.</summary>
public enum ProxyTlv
{
    /// <summary>PP2_TYPE_ALPN: the first protocol that the client's TLS offers.</summary>
    Alpn,

    /// <summary>PP2_TYPE_AUTHORITY: the name that the client's TLS asks for (SNI).</summary>
    Authority,

    /// <summary>PP2_TYPE_CRC32C: a checksum of the header.</summary>
    Crc32c,

    /// <summary>PP2_TYPE_UNIQUE_ID: the ID of the session, as the access log has it.</summary>
    UniqueId,
}
