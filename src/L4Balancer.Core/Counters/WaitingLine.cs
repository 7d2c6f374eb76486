namespace L4Balancer.Core.Counters;

/// <summary>
/// Sessions that wait for a place, first come, first served, regardless of their loops. Nothing polls: each place that
/// is released calls one session. A session that is called counts as waiting until it has taken a place, and until then
/// nobody who comes later may take one. Any thread.
/// </summary>
/// <remarks>
/// No wake-up is lost: a place is released first and then the line is checked, and the first session enters the line
/// first and then tries once more. Both are full barriers, so at least one of the two sees the other. Where nobody
/// knows how many places there are (at the entry of the first, and with a new table) the first is sent as a scout: if
/// it finds one, the next two are sent. A place that nobody can be called for, because all who stood here are called
/// already, makes a scout of the next that asks.
/// </remarks>
public sealed class WaitingLine
{
    private readonly Lock _sync = new();
    private Waiter? _first; // Those that are not called, by their turn. Guarded by the lock, as all below.
    private Waiter? _last;
    private bool _isScoutDue; // There may be places that nobody was called for.
    private long _turns;
    private long _offers; // How often places were announced.
    private int _count; // Read by any thread.

    /// <summary>The number of waiting sessions, including those that are called.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Enters at the end, unless <paramref name="max"/> sessions wait.</summary>
    public LineEntry TryEnter(Waiter waiter, int max = int.MaxValue)
    {
        lock (_sync)
        {
            Invariant.Require(waiter.Line is null, "A session waits in one line at a time.");
            if (_count >= max) return LineEntry.Full;
            (waiter.Line, waiter.Turn, waiter.Offer) = (this, _turns++, Waiter.NoOffer);
            var isFirst = _count == 0;

            // A full barrier; releasing the lock alone need not be one.
            Interlocked.Increment(ref _count);
            if (isFirst || _isScoutDue) Call(waiter, isScout: true);
            else Insert(waiter);
            _isScoutDue = false;
            return waiter.IsCalled ? LineEntry.IsCalled : LineEntry.Waits;
        }
    }

    /// <summary>It was called and found no place: it waits on, in its turn.</summary>
    /// <param name="isChoosy">Another session might take the place that this one could not: one that has not been
    /// called since places were announced last is.</param>
    /// <returns>True if a place was released meanwhile: it is called again, and should try once more.</returns>
    public bool Return(Waiter waiter, bool isChoosy = false)
    {
        Waiter? other;
        lock (_sync)
        {
            Invariant.Require(waiter.Line == this && waiter.IsCalled, "A session returned that was not called.");

            // Whoever was called for a place announced meanwhile may have taken another, which this one cannot use.
            if (_isScoutDue || (isChoosy && waiter.Offer < _offers))
            {
                _isScoutDue = false;
                Call(waiter, isScout: true);
                return true;
            }

            waiter.IsCalled = false;
            Insert(waiter);
            other = isChoosy ? NextWithout(waiter) : null;
            if (other is not null) Take(other, isScout: true);
            else _isScoutDue = isChoosy;
        }

        other?.Wake();
        return false;
    }

    /// <summary>Leaves the line from any position, once.</summary>
    /// <param name="isServed">It has a place. If it was called and has none, the next one is called instead.</param>
    public void Leave(Waiter waiter, bool isServed)
    {
        Waiter? one = null;
        Waiter? other = null;
        lock (_sync)
        {
            Invariant.Require(waiter.Line == this, "A session left a line that it was not in.");
            var (wasCalled, isScout) = (waiter.IsCalled, waiter.IsScout);
            if (!wasCalled) Remove(waiter);
            waiter.IsCalled = false;
            waiter.Line = null;
            Interlocked.Decrement(ref _count);
            if (wasCalled && (isScout || !isServed)) one = CallFirst(isScout);
            if (one is not null && isServed) other = TakeFirst(isScout);
        }

        one?.Wake();
        other?.Wake();
    }

    /// <summary>A place was released: calls the first session. Costs one read if none waits.</summary>
    public void WakeNext() => Offer(isScout: false);

    /// <summary>A new table may have places for any number of sessions: sends a scout.</summary>
    public void Scout() => Offer(isScout: true);

    private void Offer(bool isScout)
    {
        if (Volatile.Read(ref _count) == 0) return;
        Waiter? first;
        lock (_sync)
        {
            _offers++;
            first = CallFirst(isScout);
        }

        first?.Wake();
    }

    /// <summary>Calls the first one; if none stands here, the next that asks is a scout.</summary>
    private Waiter? CallFirst(bool isScout)
    {
        var first = TakeFirst(isScout);
        _isScoutDue |= first is null;
        return first;
    }

    /// <summary>
    /// One that was not called for the latest announcement, and so may find a place; those behind come first, because
    /// those before it usually were.
    /// </summary>
    private Waiter? NextWithout(Waiter waiter)
    {
        for (var next = waiter.Next; next is not null; next = next.Next)
        {
            if (next.Offer < _offers) return next;
        }

        for (var next = _first!; next != waiter; next = next.Next!)
        {
            if (next.Offer < _offers) return next;
        }

        return null;
    }

    private Waiter? TakeFirst(bool isScout)
    {
        var first = _first;
        if (first is not null) Take(first, isScout);
        return first;
    }

    private void Take(Waiter waiter, bool isScout)
    {
        Remove(waiter);
        Call(waiter, isScout);
    }

    private void Call(Waiter waiter, bool isScout) =>
        (waiter.IsScout, waiter.IsCalled, waiter.Offer) = (isScout, true, _offers);

    /// <summary>Most come last; those that return belong at the front, behind few.</summary>
    private void Insert(Waiter waiter)
    {
        var after = _last is null || _last.Turn < waiter.Turn ? _last : null;
        if (after is null)
        {
            for (var next = _first; next is not null && next.Turn < waiter.Turn; next = next.Next) after = next;
        }

        (waiter.Previous, waiter.Next) = (after, after is null ? _first : after.Next);
        if (waiter.Previous is null) _first = waiter;
        else waiter.Previous.Next = waiter;
        if (waiter.Next is null) _last = waiter;
        else waiter.Next.Previous = waiter;
    }

    private void Remove(Waiter waiter)
    {
        if (waiter.Previous is null) _first = waiter.Next;
        else waiter.Previous.Next = waiter.Next;
        if (waiter.Next is null) _last = waiter.Previous;
        else waiter.Next.Previous = waiter.Previous;
        (waiter.Next, waiter.Previous) = (null, null);
    }
}
