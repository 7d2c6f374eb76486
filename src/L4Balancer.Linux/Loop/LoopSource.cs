namespace L4Balancer.Linux.Loop;

/// <summary>
/// A receiver of a loop's events: up to two descriptors, one timer, and a turn on request. It belongs to one loop, and
/// everything here is called on that loop's thread.
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
    /// Events are edge-triggered: what is not handled now is not reported again. An event may be out of date.
    /// </summary>
    /// <param name="tag">The tag of the descriptor, as given to <see cref="EpollLoop.Watch"/>: 0 or 1.</param>
    protected internal abstract void OnReady(int tag, Readiness events);

    /// <summary>The timer set by <see cref="EpollLoop.SetTimer"/> is due.</summary>
    protected internal virtual void OnTimer()
    {
    }

    /// <summary>The turn requested by <see cref="EpollLoop.Again"/>.</summary>
    protected internal virtual void OnAgain()
    {
    }

    /// <summary>
    /// One of the calls above threw, at any point in its work: the source ends whatever it was doing. The exception has
    /// been reported. A source that does nothing here stays as it is, and gets its next events.
    /// </summary>
    protected internal virtual void OnFault()
    {
    }
}
