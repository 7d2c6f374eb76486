namespace L4Balancer.Linux.Loop;

/// <summary>The time of the loop, its timers, and when they fire.</summary>
public sealed partial class EpollLoop
{
    /// <summary>
    /// Milliseconds; a turn that takes this long was not at work all the time: the process was stopped, or got no CPU.
    /// </summary>
    private const long LongTurn = 100;

    /// <summary>
    /// The longest hold of the timers, in milliseconds: enough for the answer of a peer that is alive, and a bound for
    /// how much later the others are found out.
    /// </summary>
    private const long HoldMax = 5000;

    private readonly TimerWheel _timers;
    private long _timersHeldUntil = long.MinValue; // A time of the loop's clock; the loop only.

    /// <summary>
    /// The clock in milliseconds, read once per turn after the loop wakes. It is not relative to the loop: a time is
    /// the same on all loops that share a clock, and with the system's clock, CLOCK_MONOTONIC (clock_gettime(2)), in
    /// all processes until the machine restarts.
    /// </summary>
    public long Now { get; private set; }

    /// <summary>The same reading in microseconds.</summary>
    public long NowMicroseconds { get; private set; }

    /// <summary>Sets the source's only timer to a time of <see cref="Now"/>; a detached source gets none.</summary>
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
    /// Before a timer fires, everything that was ready when it was due is delivered: the event its source waited for
    /// may be there, with only this loop late, because it was busy or the process was paused. So the clock stays as it
    /// was before the check, and there are as many checks as all descriptors need; what becomes ready meanwhile queues
    /// behind them.
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

    /// <summary>
    /// After a turn that took unusually long, all timers wait for as long again. The sources of that turn set their
    /// timers, and noted when they were last active, by a clock that was read before the process was stopped; what they
    /// sent afterwards can be answered only in later turns. A hold is not extended, so timers fire even if every turn
    /// is long.
    /// </summary>
    private void HoldTimers(TimeSpan turn)
    {
        var took = (long)turn.TotalMilliseconds;
        if (took >= LongTurn) _timersHeldUntil = Now + took + Math.Min(took, HoldMax);
    }
}
