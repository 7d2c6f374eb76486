namespace L4Balancer.Core.Counters;

/// <summary>A session that waits in a <see cref="WaitingLine"/>; it is in one line at a time.</summary>
public abstract class Waiter
{
    // Owned by the line, guarded by its lock.
    internal WaitingLine? Line;
    internal Waiter? Next;
    internal Waiter? Previous;

    /// <summary>False before it has entered, and after it was woken or has left. Any thread.</summary>
    public bool IsInLine => Volatile.Read(ref Line) is not null;

    /// <summary>
    /// It may be its turn: it has left the line and should try again. Called on the thread that released the place,
    /// without any lock held; it only notifies its own loop.
    /// </summary>
    public abstract void Wake();
}
