namespace L4Balancer.Linux.Loop;

/// <summary>The timers of the loop, and when they come.</summary>
public sealed partial class EpollLoop
{
    private readonly TimerWheel _timers = new();

    /// <summary>Sets the source's only timer to a moment of <see cref="Now"/>; a detached one gets none.</summary>
    public void SetTimer(LoopSource source, long due)
    {
        if (source.Slot != LoopSource.Detached) _timers.Set(source, due);
    }

    public void CancelTimer(LoopSource source) => _timers.Cancel(source);

    /// <summary>
    /// Before a timer, everything that was ready when it was due: what its source has waited for may be there, and only
    /// this loop is late, because it was busy or the process stood still. So the clock stays as it was before the look,
    /// and the looks are as many as all descriptors need; what becomes ready meanwhile stands behind them.
    /// </summary>
    private void RunTimers()
    {
        var looks = 2 * _slots.Used / BatchMax + 1;
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
