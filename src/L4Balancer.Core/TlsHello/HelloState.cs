namespace L4Balancer.Core.TlsHello;

/// <summary>What the first bytes of a client are.</summary>
public enum HelloState
{
    /// <summary>So far they begin a ClientHello; more bytes are needed.</summary>
    Incomplete,

    /// <summary>A complete ClientHello.</summary>
    Complete,

    /// <summary>Anything but TLS: another protocol, an alert, or the hello of SSL 2.</summary>
    NotTls,

    /// <summary>They begin like TLS, and no TLS server would accept them.</summary>
    Malformed,

    /// <summary>A ClientHello that is larger than what may be looked at.</summary>
    TooLarge,
}
