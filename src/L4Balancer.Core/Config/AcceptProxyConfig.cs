using System.Net;
using L4Balancer.Core.Sessions;

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

    /// <summary>Whether what comes from this address is believed. No allocation.</summary>
    public bool Trusts(in ClientAddress proxy)
    {
        if (proxy.IsUnix) return true;
        for (var i = 0; i < Trusted.Count; i++)
        {
            if (Contains(Trusted[i], proxy.Ip)) return true;
        }

        return false;
    }

    private static bool Contains(IPNetwork network, ReadOnlySpan<byte> ip)
    {
        Span<byte> start = stackalloc byte[16];
        network.BaseAddress.TryWriteBytes(start, out var length);
        if (length != ip.Length) return false;
        var (whole, bits) = Math.DivRem(network.PrefixLength, 8);
        return start[..whole].SequenceEqual(ip[..whole])
            && (bits == 0 || (start[whole] ^ ip[whole]) >> (8 - bits) == 0);
    }
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
