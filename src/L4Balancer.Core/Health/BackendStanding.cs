namespace L4Balancer.Core.Health;

/// <summary>
/// What real traffic says of a backend; beside its health, which probes decide, and the operator's intent. None of the
/// three changes another: a backend is eligible when its health is up, its intent is ready and it is not ejected.
/// </summary>
/// <param name="Kind">Good until failures of real traffic are reported.</param>
/// <param name="EjectedUntil">The moment of the control clock at which an ejected backend returns by itself; null
/// unless it is ejected.</param>
public readonly record struct BackendStanding(StandingKind Kind, TimeSpan? EjectedUntil)
{
    public static BackendStanding Good => default;

    public bool IsEjected => Kind == StandingKind.Ejected;

    /// <summary>
    /// After failures in a row of real traffic. A backend that is out already stays out until its moment: the sessions
    /// that were under way when it was ejected do not prolong it.
    /// </summary>
    /// <param name="inRow">Failures since the last success, at least 1.</param>
    /// <param name="fall">So many of them eject.</param>
    /// <param name="until">When a backend that is ejected now returns.</param>
    public BackendStanding AfterFailures(int inRow, int fall, TimeSpan until) =>
        IsEjected ? this : inRow >= fall ? Eject(until) : new BackendStanding(StandingKind.Suspected, null);

    /// <summary>Out until that moment, or until the later one that is set already.</summary>
    public BackendStanding Eject(TimeSpan until) =>
        EjectedUntil > until ? this : new BackendStanding(StandingKind.Ejected, until);

    /// <summary>At this moment: an ejection that is over leaves nothing behind.</summary>
    public BackendStanding At(TimeSpan now) => EjectedUntil <= now ? Good : this;
}

/// <summary>The kinds of <see cref="BackendStanding"/>.</summary>
public enum StandingKind
{
    Good,

    /// <summary>Some, but not enough, failures in a row. It is served as before.</summary>
    Suspected,

    /// <summary>It gets no new sessions until its moment comes.</summary>
    Ejected,
}
