namespace L4Balancer.Linux.Loop;

/// <summary>
/// Something whose events a loop delivers: up to two descriptors, one timer, and a turn when it asked for one. It lives
/// on one loop, and everything here is called on that loop's thread.
/// </summary>
public abstract class LoopSource
{
    /// <summary>No slot: not attached.</summary>
    internal const int Detached = -1;

    // Owned by the loop.
    internal int Slot = Detached;
    internal uint Generation;
    internal bool IsQueued;

    // Owned by the loop's timer wheel.
    internal LoopSource? TimerNext;
    internal LoopSource? TimerPrevious;
    internal long TimerDue;
    internal int TimerBucket = TimerWheel.NoBucket;

    /// <summary>
    /// Events are edge-triggered: what is not taken now is not told again. An event may tell what is no longer so.
    /// </summary>
    /// <param name="tag">The descriptor's, as given to <see cref="EpollLoop.Watch"/>: 0 or 1.</param>
    protected internal abstract void OnReady(int tag, Readiness events);

    /// <summary>The timer set by <see cref="EpollLoop.SetTimer"/> is due.</summary>
    protected internal virtual void OnTimer()
    {
    }

    /// <summary>The turn asked for by <see cref="EpollLoop.Again"/>.</summary>
    protected internal virtual void OnAgain()
    {
    }

    /// <summary>
    /// One of the calls above threw, in the middle of anything: the source ends what it was about. The exception has
    /// been reported. A source that does nothing here stays as it is, and gets its next events.
    /// </summary>
    protected internal virtual void OnFault()
    {
    }
}
