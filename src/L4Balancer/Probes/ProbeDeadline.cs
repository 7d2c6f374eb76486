namespace L4Balancer.Probes;

/// <summary>
/// When a probe has timed out. Time in which this process stood still does not count: the answer may lie in the socket,
/// or be to a question that went out late. All in milliseconds.
/// </summary>
/// <param name="began">When the probe began.</param>
/// <param name="stoodStill">What the <see cref="StandstillMeter"/> said then.</param>
internal readonly struct ProbeDeadline(long began, long timeout, long stoodStill)
{
    /// <summary>How long it still waits; 0 or less when it has waited long enough.</summary>
    /// <param name="stoodStillNow">What the meter says now.</param>
    public long Left(long now, long stoodStillNow)
    {
        var lost = stoodStillNow - stoodStill;

        // A beat more for what the meter did not see, in which what has arrived meanwhile is read.
        if (lost > 0) lost += StandstillMeter.Beat;
        return began + timeout + lost - now;
    }
}
