namespace L4Balancer.Probes;

/// <summary>
/// The moment from which on a probe in flight is late, by the rule of its target; pauses of this process do not count.
/// It comes at most once in a probe. All in milliseconds. One thread at a time.
/// </summary>
internal struct LateMark
{
    private readonly ProbeDeadline _deadline;
    private bool _isPending;

    /// <param name="began">When the probe started.</param>
    /// <param name="after">When it is late, from then on; null is never.</param>
    /// <param name="stoodStill">The total of the <see cref="StandstillMeter"/> at that time.</param>
    public LateMark(long began, TimeSpan? after, long stoodStill)
    {
        _isPending = after is not null;
        _deadline = new ProbeDeadline(began, (long)after.GetValueOrDefault().TotalMilliseconds + 1, stoodStill);
    }

    /// <summary>How long until it is late; endless if it never is, or was.</summary>
    public readonly long Left(long now, long stoodStillNow) =>
        _isPending ? Math.Max(1, _deadline.Left(now, stoodStillNow)) : long.MaxValue;

    /// <summary>True once, when the probe has just become late.</summary>
    public bool Comes(long now, long stoodStillNow)
    {
        if (!_isPending || _deadline.Left(now, stoodStillNow) > 0) return false;
        _isPending = false;
        return true;
    }
}
