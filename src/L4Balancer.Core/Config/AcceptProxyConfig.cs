using System.Net;

namespace L4Balancer.Core.Config;

/// <summary>
/// How a listener takes the PROXY protocol header that another proxy sends before the client's first byte (HAProxy,
/// proxy-protocol.txt): the address in it is the client's everywhere from then on.
/// </summary>
public sealed record AcceptProxyConfig
{
    /// <summary>Whether a connection from a trusted proxy must begin with a header.</summary>
    public AcceptProxyMode Mode { get; init; } = AcceptProxyMode.Required;

    /// <summary>
    /// The proxies that are believed. A unix socket is always trusted: its file mode says who may connect.
    /// </summary>
    public required ValueList<IPNetwork> Trusted { get; init; }

    /// <summary>How long the header may take after the accept, 100 ms to 1 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>Whether a connection must begin with a PROXY protocol header.</summary>
public enum AcceptProxyMode
{
    /// <summary>One without a header, or from an address that is not trusted, is refused.</summary>
    Required,

    /// <summary>
    /// A trusted proxy may send a header; what others send is never looked at, and goes to the backend as it is.
    /// </summary>
    Optional,
}
