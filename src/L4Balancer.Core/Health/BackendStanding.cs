namespace L4Balancer.Core.Health;

/// <summary>
/// A backend's standing according to real traffic; separate from its health, which probes decide, and from the
/// operator's intent. None of the three changes another: a backend is eligible if its health is up, its intent is ready
/// and it is not ejected.
/// </summary>
/// <param name="Kind">Good until real traffic (or a late probe) says otherwise.</param>
public sealed record BackendStanding(StandingKind Kind)
{
    public static BackendStanding Good { get; } = new(StandingKind.Good);

    /// <summary>None while it is good.</summary>
    public StandingCause Cause { get; init; }

    /// <summary>The cause with its figures, for the operator; empty while it is good.</summary>
    public string Why { get; init; } = "";

    /// <summary>When it was suspected or ejected, on the control clock.</summary>
    public TimeSpan Since { get; init; }

    /// <summary>When an ejected backend returns by itself, on the control clock; null unless it is
    /// ejected.</summary>
    public TimeSpan? EjectedUntil { get; init; }

    public bool IsSuspected => Kind == StandingKind.Suspected;

    public bool IsEjected => Kind == StandingKind.Ejected;

    public static BackendStanding Suspect(StandingCause cause, string why, TimeSpan now) =>
        new(StandingKind.Suspected) { Cause = cause, Why = why, Since = now };

    /// <summary>
    /// Ejected until that time, or until the later one that is already set: sessions that were in progress when it was
    /// ejected do not change it.
    /// </summary>
    public BackendStanding Eject(StandingCause cause, string why, TimeSpan now, TimeSpan until) =>
        EjectedUntil > until
            ? this
            : new(StandingKind.Ejected) { Cause = cause, Why = why, Since = now, EjectedUntil = until };

    /// <summary>The standing at this time: an ejection that has ended leaves no trace.</summary>
    public BackendStanding At(TimeSpan now) => EjectedUntil <= now ? Good : this;
}

/// <summary>The kinds of <see cref="BackendStanding"/>.</summary>
public enum StandingKind
{
    Good,

    /// <summary>It may hang: it gets a trickle of new sessions, as long as others serve that do not.</summary>
    Suspected,

    /// <summary>It gets no new sessions until its time comes.</summary>
    Ejected,
}

/// <summary>Why a backend is not in good standing.</summary>
public enum StandingCause
{
    None,

    /// <summary>Nothing comes from it although sessions wait, and the others answer (<c>hung</c>).</summary>
    Hung,

    /// <summary>A probe takes much longer than is usual for it.</summary>
    LateProbe,

    /// <summary>Connects in a row failed.</summary>
    ConnectFailures,

    /// <summary>It ended sessions in a row before it sent a byte.</summary>
    BadEnds,

    /// <summary>Most of its sessions failed.</summary>
    FailureRatio,

    /// <summary>Its answers take much longer than those of the others.</summary>
    Slow,
}
