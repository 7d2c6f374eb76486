namespace L4Balancer.Linux.Loop;

/// <summary>The time of the loop, its timers, and when they come.</summary>
public sealed partial class EpollLoop
{
    private readonly TimerWheel _timers;

    /// <summary>
    /// Milliseconds of the clock, read once a turn, after the loop woke. They are not counted from anything of the
    /// loop's own: a moment is the same on all loops of a clock, and with the system's, which is CLOCK_MONOTONIC
    /// (clock_gettime(2)), in all processes until the machine restarts.
    /// </summary>
    public long Now { get; private set; }

    /// <summary>The same reading in microseconds.</summary>
    public long NowMicroseconds { get; private set; }

    /// <summary>Sets the source's only timer to a moment of <see cref="Now"/>; a detached one gets none.</summary>
    public void SetTimer(LoopSource source, long due)
    {
        if (source.Slot != LoopSource.Detached) _timers.Set(source, due);
    }

    public void CancelTimer(LoopSource source) => _timers.Cancel(source);

    private void ReadClock(long timestamp)
    {
        NowMicroseconds = _time.GetElapsedTime(0, timestamp).Ticks / TimeSpan.TicksPerMicrosecond;
        Now = NowMicroseconds / 1000;
    }

    /// <summary>
    /// Before a timer, everything that was ready when it was due: what its source has waited for may be there, and only
    /// this loop is late, because it was busy or the process stood still. So the clock stays as it was before the look,
    /// and the looks are as many as all descriptors need; what becomes ready meanwhile stands behind them.
    /// </summary>
    private void RunTimers()
    {
        var looks = 2 * _slots.Count / BatchMax + 1;
        int count;
        do
        {
            count = Wait(0);
            Meter.CountEvents(count);
            Deliver(count);
        }
        while (count == BatchMax && --looks > 0);

        _timers.Advance(Now);
    }
}
