namespace L4Balancer.Core.Sessions;

/// <summary>
/// Where a session is in its life. <see cref="SessionPhases"/> has the transitions that are allowed between them.
/// </summary>
public enum SessionPhase : byte
{
    /// <summary>The client was accepted and is being admitted.</summary>
    Accepted,

    /// <summary>Bytes of the client are wanted before a backend is picked.</summary>
    Preread,

    /// <summary>A place is wanted: on a full pool, at a full listener, or in the tier that a failover puts in use.
    /// </summary>
    Waiting,

    /// <summary>A connect to a backend is in flight.</summary>
    Connecting,

    /// <summary>Both connections are established and bytes move in both directions.</summary>
    Relaying,

    /// <summary>One side has sent FIN; the other direction goes on.</summary>
    HalfClosed,

    /// <summary>It has ended, for a <see cref="CloseReason"/>.</summary>
    Closed,

    /// <summary>
    /// It lives on elsewhere: nothing was closed or reset, and whoever took it over has both connections.
    /// </summary>
    Left,
}
