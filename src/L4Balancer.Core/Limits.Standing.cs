namespace L4Balancer.Core;

/// <summary>The bounds of what real traffic may do to the standing of backends.</summary>
public static partial class Limits
{
    /// <summary>
    /// A suspicion that ended wrong doubles the evidence that the next one needs, up to this multiple: a server that
    /// really hangs is then still found within a second.
    /// </summary>
    public const int PatienceMax = 8;

    /// <summary>How long wrong suspicions are remembered; a server that has pauses of its own has them often.</summary>
    public static readonly TimeSpan WrongSuspicionMemory = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Bytes that come so soon after a suspicion show that it was wrong: the server was slow for a moment.
    /// </summary>
    public static readonly TimeSpan WrongSuspicionTime = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// A suspected backend gets at most one new session in this time, and none while one waits for it: enough to see
    /// that it answers again, and only one client finds out that it does not.
    /// </summary>
    public const long TrialPauseMicroseconds = 1_000_000;

    /// <summary>Intervals in a row in which a backend must be slow before it is ejected: load comes in waves.</summary>
    public const int SlowIntervalsMax = 3;

    /// <summary>A mean response time below this (10 ms) is never slow, whatever the others do.</summary>
    public static readonly TimeSpan SlowResponseMin = TimeSpan.FromMilliseconds(10);

    /// <summary>A median of response times needs at least so many backends with enough answers.</summary>
    public const int SlowBackendsMin = 3;

    /// <summary>
    /// Between two scans for hung backends while sessions wait: with three questions at least, it finds a hang after
    /// the shortest silence and one pause.
    /// </summary>
    public const int HangScanMilliseconds = 20;

    /// <summary>The same when a silence is about to be long enough.</summary>
    public const int HangScanMinMilliseconds = 2;

    /// <summary>
    /// Backends that such a scan reads; with more, the scans are proportionally rarer, so that they always cost about
    /// a thousandth of a core.
    /// </summary>
    public const int HangScanBackends = 250;

    /// <summary>Between two looks for traffic while there is none.</summary>
    public const int HangIdleMilliseconds = 1000;
}
