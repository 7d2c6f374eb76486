namespace L4Balancer.Core.Sessions;

/// <summary>The allowed transitions between the phases of a session, as one table; every change is checked against it.
/// </summary>
public static class SessionPhases
{
    /// <summary>A bit for each phase that may follow, indexed by the current phase.</summary>
    private static readonly int[] Next = MakeTable();

    /// <summary>True until the session has closed or left.</summary>
    public static bool IsRunning(this SessionPhase phase) => phase < SessionPhase.Closed;

    /// <summary>True while the session owns both connections.</summary>
    public static bool IsConnected(this SessionPhase phase) =>
        phase is SessionPhase.Relaying or SessionPhase.HalfClosed;

    public static bool IsAllowed(SessionPhase from, SessionPhase to) => (Next[(int)from] & Bit(to)) != 0;

    /// <summary>Makes the transition.</summary>
    /// <exception cref="InvariantException">The transition is not in the table.</exception>
    public static SessionPhase Advance(SessionPhase from, SessionPhase to)
    {
        Invariant.Require(IsAllowed(from, to), $"A session went from {from} to {to}.");
        return to;
    }

    private static int[] MakeTable()
    {
        var table = new int[Enum.GetValues<SessionPhase>().Length];

        // Refused, or gone before it was admitted.
        Allow(SessionPhase.Accepted, SessionPhase.Preread, SessionPhase.Waiting, SessionPhase.Connecting);
        Allow(SessionPhase.Preread, SessionPhase.Waiting, SessionPhase.Connecting);

        // After a failed connect it may have to wait, for a place on another backend or for a failover.
        Allow(SessionPhase.Waiting, SessionPhase.Preread, SessionPhase.Connecting);
        Allow(SessionPhase.Connecting, SessionPhase.Waiting, SessionPhase.Relaying);

        // A cancel request that turned out to be for another backend.
        Allow(SessionPhase.Relaying, SessionPhase.HalfClosed, SessionPhase.Connecting);

        // From any phase: a running session can always close or leave.
        Allow(SessionPhase.HalfClosed);
        return table;

        void Allow(SessionPhase from, params ReadOnlySpan<SessionPhase> next)
        {
            table[(int)from] = Bit(SessionPhase.Closed) | Bit(SessionPhase.Left);
            foreach (var to in next) table[(int)from] |= Bit(to);
        }
    }

    private static int Bit(SessionPhase phase) => 1 << (int)phase;
}
