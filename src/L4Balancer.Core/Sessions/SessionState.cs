namespace L4Balancer.Core.Sessions;

/// <summary>The life of a session; it only moves forward.</summary>
public enum SessionState
{
    Accepted,
    Connecting,
    Relaying,
    HalfClosed,
    Closed,
}
