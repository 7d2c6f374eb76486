using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.ProxyProtocol;

/// <summary>What a header of the PROXY protocol says.</summary>
/// <param name="Source">The client's address; null if the header names none: the proxy speaks for itself (LOCAL), or
/// does not know it (UNKNOWN), and the address of the connection counts.</param>
/// <param name="Destination">The address that the client connected to; null as above.</param>
public readonly record struct ProxyHeader(ClientAddress? Source, ClientAddress? Destination)
{
    /// <summary>The name that the client's TLS asked for; null if the proxy does not say.</summary>
    public string? Authority { get; init; }

    /// <summary>The protocol of the client's TLS; null if the proxy does not say.</summary>
    public string? Alpn { get; init; }
}
