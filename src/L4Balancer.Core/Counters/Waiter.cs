namespace L4Balancer.Core.Counters;

/// <summary>A session that waits in a <see cref="WaitingLine"/>; it stands in one line at a time.</summary>
public abstract class Waiter
{
    // Owned by the line, under its lock.
    internal WaitingLine? Line;
    internal Waiter? Next;
    internal Waiter? Previous;

    /// <summary>False before it entered, and once it was woken or has left. Any thread.</summary>
    public bool IsInLine => Volatile.Read(ref Line) is not null;

    /// <summary>
    /// It may be its turn: it has left the line, and should try again. Called on the thread that gave the place back,
    /// under no lock; it only passes the word on to its own loop.
    /// </summary>
    public abstract void Wake();
}
