using L4Balancer.DataPlane.Rates;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>What few relays have, in an object of its own, so that it costs the others one reference.</summary>
internal sealed class RelayExtras
{
    public PeerWatch Client; // Mutable values.
    public PeerWatch Server;

    /// <summary>Null if the session has no rate limit.</summary>
    public SessionRates? Rates { get; init; }

    /// <summary>When its sides were last looked at, by the loop's clock.</summary>
    public long LookedAt { get; set; }
}
