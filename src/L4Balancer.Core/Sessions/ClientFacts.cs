namespace L4Balancer.Core.Sessions;

/// <summary>
/// What the first bytes of a client have told of it. Immutable plain values; a session that read none has none.
/// </summary>
public sealed record ClientFacts
{
    /// <summary>The name that its TLS asks for (SNI); null if not known.</summary>
    public string? ServerName { get; init; }

    /// <summary>The first protocol that its TLS offers (ALPN); null if not known.</summary>
    public string? Alpn { get; init; }

    /// <summary>
    /// It has asked for TLS as PostgreSQL clients do, and was told to begin: its backend has to be asked the same.
    /// </summary>
    public bool AwaitsTls { get; init; }

    /// <summary>The address that it connected to, as its proxy said; null if no proxy did.</summary>
    public ClientAddress? Destination { get; init; }

    /// <summary>The address of the proxy that it came through; null if it came directly.</summary>
    public ClientAddress? Proxy { get; init; }

    /// <summary>Adds what was learned earlier.</summary>
    public ClientFacts After(ClientFacts? earlier) => earlier is null ? this : new ClientFacts
    {
        ServerName = ServerName ?? earlier.ServerName,
        Alpn = Alpn ?? earlier.Alpn,
        AwaitsTls = AwaitsTls || earlier.AwaitsTls,
        Destination = Destination ?? earlier.Destination,
        Proxy = Proxy ?? earlier.Proxy,
    };
}
