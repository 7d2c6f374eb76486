using System.Net;
using L4Balancer.Core.Control;

namespace L4Balancer.Discovery;

/// <summary>The result of one lookup of a host name.</summary>
/// <param name="Addresses">Empty if it failed.</param>
/// <param name="Trouble">Why it failed; null if it succeeded.</param>
/// <param name="Cause">The same in an operator's words; empty if it succeeded.</param>
public sealed record Lookup(IReadOnlyList<IPAddress> Addresses, NameTrouble? Trouble, string Cause)
{
    public static Lookup Found(IReadOnlyList<IPAddress> addresses) =>
        addresses.Count > 0 ? new Lookup(addresses, null, "") : Failed(NameTrouble.NoData);

    /// <param name="message">The system's message, where the kind of trouble is not specific enough.</param>
    public static Lookup Failed(NameTrouble trouble, string message = "") => new([], trouble, trouble switch
    {
        NameTrouble.NotFound => "no such host (NXDOMAIN)",
        NameTrouble.NoData => "the name exists but has no address (no data)",
        NameTrouble.Temporary => "temporary failure: SERVFAIL, or no name server could be reached",
        _ => message,
    });
}
