namespace L4Balancer.Core.Health;

/// <summary>
/// A backend's standing according to real traffic; separate from its health, which probes decide, and from the
/// operator's intent. None of the three changes another: a backend is eligible if its health is up, its intent is ready
/// and it is not ejected.
/// </summary>
/// <param name="Kind">Good until failures of real traffic are reported.</param>
/// <param name="EjectedUntil">When an ejected backend returns by itself, on the control clock; null unless it is
/// ejected.</param>
public readonly record struct BackendStanding(StandingKind Kind, TimeSpan? EjectedUntil)
{
    public static BackendStanding Good => default;

    public bool IsEjected => Kind == StandingKind.Ejected;

    /// <summary>
    /// The standing after consecutive failures of real traffic. A backend that is already ejected stays so until its
    /// time: sessions that were in progress when it was ejected do not prolong it.
    /// </summary>
    /// <param name="inRow">Failures since the last success, at least 1.</param>
    /// <param name="fall">The number of failures that ejects.</param>
    /// <param name="until">When a backend that is ejected now returns.</param>
    public BackendStanding AfterFailures(int inRow, int fall, TimeSpan until) =>
        IsEjected ? this : inRow >= fall ? Eject(until) : new BackendStanding(StandingKind.Suspected, null);

    /// <summary>Ejected until that time, or until the later one that is already set.</summary>
    public BackendStanding Eject(TimeSpan until) =>
        EjectedUntil > until ? this : new BackendStanding(StandingKind.Ejected, until);

    /// <summary>The standing at this time: an ejection that has ended leaves no trace.</summary>
    public BackendStanding At(TimeSpan now) => EjectedUntil <= now ? Good : this;
}

/// <summary>The kinds of <see cref="BackendStanding"/>.</summary>
public enum StandingKind
{
    Good,

    /// <summary>Some consecutive failures, but not enough. It is used as before.</summary>
    Suspected,

    /// <summary>It gets no new sessions until its time comes.</summary>
    Ejected,
}
