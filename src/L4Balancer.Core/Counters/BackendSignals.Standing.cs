namespace L4Balancer.Core.Counters;

/// <content>What decides about its standing, and what a suspected backend gets.</content>
public sealed partial class BackendSignals
{
    /// <summary>Sessions that it ended before it sent a byte, although an answer was expected.</summary>
    public long BadEnds => Volatile.Read(ref _values.BadEnds);

    /// <summary>Counts a bad end and returns the number of consecutive ones, including this one.</summary>
    public int CountBadEnd()
    {
        Interlocked.Increment(ref _values.BadEnds);
        return Interlocked.Increment(ref _values.BadEndsInRow);
    }

    /// <summary>A session ended that the backend had answered.</summary>
    public void CountGoodEnd()
    {
        if (Volatile.Read(ref _values.BadEndsInRow) != 0) Volatile.Write(ref _values.BadEndsInRow, 0);
    }

    /// <summary>
    /// For a backend that may hang: true if it should get a session to try it, which is the case for one caller after
    /// each <see cref="Limits.TrialPauseMicroseconds"/>, and never while a session waits for it.
    /// </summary>
    public bool TryBeginTrial(long now)
    {
        var last = Volatile.Read(ref _values.TriedAt);
        if (Waiting > 0 || now - last < Limits.TrialPauseMicroseconds) return false;
        return Interlocked.CompareExchange(ref _values.TriedAt, now, last) == last;
    }
}
