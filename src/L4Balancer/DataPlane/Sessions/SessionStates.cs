using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>Asserts every change of a session's state.</summary>
public static class SessionStates
{
    /// <summary>Moves forward. From any state a session may close; otherwise no step is left out.</summary>
    /// <exception cref="InvariantException">The step is not one that a session can take.</exception>
    public static SessionState Advance(SessionState from, SessionState to)
    {
        Invariant.Require(
            from != SessionState.Closed && (to == SessionState.Closed || to == from + 1),
            $"A session went from {from} to {to}.");
        return to;
    }
}
