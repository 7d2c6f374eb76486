namespace L4Balancer.Core.Counters;

/// <summary>A session that waits in a <see cref="WaitingLine"/>; it is in one line at a time.</summary>
public abstract class Waiter
{
    internal const long NoOffer = -1;

    // Owned by the line, guarded by its lock.
    internal WaitingLine? Line;
    internal Waiter? Next;
    internal Waiter? Previous;
    internal long Turn; // The order of arrival.
    internal long Offer; // The latest announcement of places when it was called last.
    internal bool IsCalled;
    internal bool IsScout;

    /// <summary>
    /// It may be its turn: it should try for a place, then either <see cref="WaitingLine.Leave"/> or
    /// <see cref="WaitingLine.Return"/>. Called on the thread that released the place, without any lock held; it only
    /// notifies its own loop.
    /// </summary>
    public abstract void Wake();
}
