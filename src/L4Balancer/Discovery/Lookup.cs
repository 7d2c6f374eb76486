using System.Net;
using L4Balancer.Core.Control;

namespace L4Balancer.Discovery;

/// <summary>The result of one lookup of a host name.</summary>
/// <param name="Addresses">Empty when it failed.</param>
/// <param name="Trouble">Why it failed; null when it did not.</param>
/// <param name="Cause">The same in words for the operator; empty when it did not fail.</param>
public sealed record Lookup(IReadOnlyList<IPAddress> Addresses, NameTrouble? Trouble, string Cause)
{
    public static Lookup Found(IReadOnlyList<IPAddress> addresses) =>
        addresses.Count > 0 ? new Lookup(addresses, null, "") : Failed(NameTrouble.NoData);

    /// <param name="message">What the system says, where the kind of trouble does not say it all.</param>
    public static Lookup Failed(NameTrouble trouble, string message = "") => new([], trouble, trouble switch
    {
        NameTrouble.NotFound => "no such host (NXDOMAIN)",
        NameTrouble.NoData => "the name exists but has no address (no data)",
        NameTrouble.Temporary => "temporary failure: SERVFAIL, or no name server could be reached",
        _ => message,
    });
}
