namespace L4Balancer.DataPlane.Sessions;

/// <summary>An engine whose sessions can go on in another engine, of this process or of another.</summary>
internal interface ISessionHandover
{
    /// <summary>
    /// Takes a session out without its peers noticing: nothing is closed, reset or counted as an end, and everything it
    /// holds in the engine is released.
    /// </summary>
    /// <returns>Null if no session has this ID, or if it ended first.</returns>
    Task<DepartedSession?> LeaveAsync(ulong id, CancellationToken cancellationToken);

    /// <summary>Takes out all sessions; while nothing is accepted.</summary>
    Task<IReadOnlyList<DepartedSession>> LeaveAllAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Goes on with sessions that have left an engine; owns their connections from here on. A session that relayed
    /// takes its place again on the terms it has, whatever the limits are now; one without a backend picks anew.
    /// Completes when each of them runs or has ended.
    /// </summary>
    Task ArriveAsync(IReadOnlyList<DepartedSession> sessions);

    /// <summary>The highest number of a session ID so far; 0 if there was none.</summary>
    Task<ulong> LastIdAsync();

    /// <summary>New sessions get IDs with higher numbers than this; before anything is accepted.</summary>
    Task SkipIdsAsync(ulong number);
}
