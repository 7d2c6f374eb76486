namespace L4Balancer.Core.Config;

/// <summary>A pool for clients whose TLS asks for certain names or protocols.</summary>
public sealed record RouteConfig
{
    /// <summary>
    /// Names that the client asks for (SNI, RFC 6066), in lower case: exact, or <c>*.</c> and the rest for every name
    /// below it. Empty: any, or none.
    /// </summary>
    public ValueList<string> Sni { get; init; } = ValueList<string>.Empty;

    /// <summary>Protocols, one of which the client offers (ALPN, RFC 7301). Empty: any, or none.</summary>
    public ValueList<string> Alpn { get; init; } = ValueList<string>.Empty;

    /// <summary>The name of the pool.</summary>
    public required string Pool { get; init; }
}

/// <summary>What happens to clients that no route is for.</summary>
public enum NoRouteAction
{
    /// <summary>The pool of the listener serves them.</summary>
    Pool,

    Refuse,
}

/// <summary>When a backend is connected.</summary>
public enum ConnectMoment
{
    /// <summary>As soon as the client is accepted; necessary where the server speaks first.</summary>
    AtOnce,

    /// <summary>When the client's first bytes have come.</summary>
    OnData,
}
