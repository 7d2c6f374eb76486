using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.ProxyProtocol;

/// <summary>What a backend is told of a session.</summary>
/// <param name="Source">The client's address.</param>
/// <param name="Destination">The address that it connected to.</param>
/// <param name="SessionId">The ID of the session.</param>
public readonly record struct ProxyFacts(ClientAddress Source, ClientAddress Destination, ulong SessionId)
{
    /// <summary>The name that its TLS asks for; null if not known.</summary>
    public string? Authority { get; init; }

    /// <summary>The first protocol that its TLS offers; null if not known.</summary>
    public string? Alpn { get; init; }
}
