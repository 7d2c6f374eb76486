using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>The turn of a session in the line of the pool; it serves one session of its slot after another.</summary>
/// <param name="session">The slot in the table of sessions.</param>
internal sealed class PlaceInLine(Agenda agenda, SessionTable sessions, int session) : Waiter
{
    /// <summary>The session tries again after the present step; in the daemon, its loop is told.</summary>
    public override void Wake() => agenda.After(0, EventKind.PlaceIsFree, session, sessions[session].Stamp);
}
