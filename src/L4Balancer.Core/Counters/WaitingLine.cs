namespace L4Balancer.Core.Counters;

/// <summary>
/// Sessions that wait for a place, first come, first served, regardless of their loops. Releasing a place wakes the
/// first one; nothing polls. Any thread.
/// </summary>
/// <remarks>
/// No wake-up is lost: a session enters the line first and then tries once more, and a place is released first and then
/// the line is checked. Both are full barriers, so at least one of the two sees the other.
/// </remarks>
public sealed class WaitingLine
{
    private readonly Lock _sync = new();
    private Waiter? _first; // Guarded by the lock, like the links.
    private Waiter? _last;
    private int _count; // Written under the lock, read by any thread.

    /// <summary>The number of waiting sessions.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>
    /// Enters at the end; the caller tries once more to take a place before it relies on being woken.
    /// </summary>
    public void Enter(Waiter waiter) => Enter(waiter, isFirst: false);

    /// <summary>For a session that was woken but found the place taken: it keeps its turn.</summary>
    public void EnterFirst(Waiter waiter) => Enter(waiter, isFirst: true);

    /// <summary>Wakes the first session. Costs one read if none waits.</summary>
    public void WakeNext()
    {
        if (Volatile.Read(ref _count) == 0) return;
        Waiter? first;
        lock (_sync)
        {
            first = _first;
            if (first is not null) Remove(first);
        }

        first?.Wake();
    }

    /// <summary>Wakes all that wait now, in order: a new table may have places for any number of them.</summary>
    public void WakeAll()
    {
        for (var left = Count; left > 0; left--) WakeNext();
    }

    /// <summary>Leaves the line from any position.</summary>
    /// <returns>
    /// False if it was already woken: then the place it was woken for may go to another session, and the caller wakes
    /// the next one unless it takes the place.
    /// </returns>
    public bool TryLeave(Waiter waiter)
    {
        lock (_sync)
        {
            if (waiter.Line != this) return false;
            Remove(waiter);
            return true;
        }
    }

    private void Enter(Waiter waiter, bool isFirst)
    {
        lock (_sync)
        {
            Invariant.Require(waiter.Line is null, "A session waits in one line at a time.");
            waiter.Line = this;
            waiter.Previous = isFirst ? null : _last;
            waiter.Next = isFirst ? _first : null;
            if (waiter.Previous is null) _first = waiter;
            else waiter.Previous.Next = waiter;
            if (waiter.Next is null) _last = waiter;
            else waiter.Next.Previous = waiter;

            // A full barrier; releasing the lock alone need not be one.
            Interlocked.Increment(ref _count);
        }
    }

    private void Remove(Waiter waiter)
    {
        if (waiter.Previous is null) _first = waiter.Next;
        else waiter.Previous.Next = waiter.Next;
        if (waiter.Next is null) _last = waiter.Previous;
        else waiter.Next.Previous = waiter.Previous;
        (waiter.Line, waiter.Next, waiter.Previous) = (null, null, null);
        Interlocked.Decrement(ref _count);
    }
}
