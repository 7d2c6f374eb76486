using L4Balancer.Core;

namespace L4Balancer.Background;

/// <summary>
/// How long failed work pauses before it is restarted: each time twice as long, up to a bound; from the shortest again
/// once the work has run for longer than the longest pause.
/// </summary>
internal struct RestartPauses(TimeProvider time)
{
    private long _began = time.GetTimestamp();
    private TimeSpan _next = Limits.RestartPauseMin;

    /// <summary>Called when the work has failed.</summary>
    public TimeSpan Next()
    {
        var pause = time.GetElapsedTime(_began) > Limits.RestartPauseMax ? Limits.RestartPauseMin : _next;
        _next = pause * 2 < Limits.RestartPauseMax ? pause * 2 : Limits.RestartPauseMax;

        // The work restarts when the pause is over.
        _began = time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency);
        return pause;
    }
}
