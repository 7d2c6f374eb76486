namespace L4Balancer.Probes;

/// <summary>
/// When a probe has timed out. Time during which this process was paused does not count: the answer may be in the
/// socket, or the request may have been sent late. All in milliseconds.
/// </summary>
/// <param name="began">When the probe started.</param>
/// <param name="stoodStill">The total of the <see cref="StandstillMeter"/> at that time.</param>
internal readonly struct ProbeDeadline(long began, long timeout, long stoodStill)
{
    /// <summary>How much longer to wait; 0 or less once the time is up.</summary>
    /// <param name="stoodStillNow">The current total of the meter.</param>
    public long Left(long now, long stoodStillNow)
    {
        var lost = stoodStillNow - stoodStill;

        // One more beat for what the meter may have missed, in which bytes that have arrived meanwhile are read.
        if (lost > 0) lost += StandstillMeter.Beat;
        return began + timeout + lost - now;
    }
}
