namespace L4Balancer.Core.Sessions;

/// <summary>
/// The phase of a session's life. <see cref="SessionPhases"/> defines the allowed transitions.
/// </summary>
public enum SessionPhase : byte
{
    /// <summary>The client was accepted and is being admitted.</summary>
    Accepted,

    /// <summary>The client's first bytes are needed before a backend is picked.</summary>
    Preread,

    /// <summary>
    /// It waits for a place: in a full pool, at a full listener, or in the tier that a failover puts in use.
    /// </summary>
    Waiting,

    /// <summary>A connect to a backend is in flight.</summary>
    Connecting,

    /// <summary>Both connections are established and bytes move in both directions.</summary>
    Relaying,

    /// <summary>One side has sent FIN; the other direction continues.</summary>
    HalfClosed,

    /// <summary>It has ended, for a <see cref="CloseReason"/>.</summary>
    Closed,

    /// <summary>
    /// It continues elsewhere: nothing was closed or reset, and both connections were handed over.
    /// </summary>
    Left,
}
