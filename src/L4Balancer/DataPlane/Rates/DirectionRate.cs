namespace L4Balancer.DataPlane.Rates;

/// <summary>
/// What one direction of a session may read under its limits. It takes the tokens of a turn from all its buckets at
/// once, reads as much, and takes the next ones. One thread at a time: the one that reads.
/// </summary>
/// <param name="buckets">The buckets of the session, its source and its listener; at least one.</param>
internal sealed class DirectionRate(ByteBucket[] buckets)
{
    private const long NotWaiting = long.MinValue;
    private const int NanosPerMicrosecond = 1000;
    private const int NanosPerMillisecond = 1_000_000;

    private readonly int _quantum = buckets.Min(bucket => bucket.Quantum);
    private int _credit; // Bytes that are paid for and not read.
    private bool _hasWaited; // For them.
    private long _due = NotWaiting; // From when the tokens that were taken may be used, in nanoseconds.

    /// <summary>The direction reads nothing until <see cref="Due"/>.</summary>
    public bool IsWaiting => _due != NotWaiting;

    /// <summary>The end of the wait in milliseconds; far away if it does not wait.</summary>
    public long Due => IsWaiting ? (_due + NanosPerMillisecond - 1) / NanosPerMillisecond : long.MaxValue;

    /// <summary>Bytes that may be read now; 0: none until <see cref="Due"/>.</summary>
    /// <param name="nowMicroseconds">Absolute monotonic microseconds.</param>
    public int Allowance(long nowMicroseconds)
    {
        if (_credit > 0) return _credit;
        var now = nowMicroseconds * NanosPerMicrosecond;
        if (!IsWaiting)
        {
            _hasWaited = false;
            foreach (var bucket in buckets) _due = Math.Max(_due, bucket.Take(_quantum, now));
        }

        if (_due > now)
        {
            _hasWaited = true;
            return 0;
        }

        (_due, _credit) = (NotWaiting, _quantum);
        return _credit;
    }

    /// <summary>Bytes were read.</summary>
    public void Spend(int bytes) => _credit -= bytes;

    /// <summary>
    /// The source has nothing more for now. What is left of the turn goes back: otherwise many sessions that say little
    /// would have a turn each in hand, and could use them all at once. A direction that had to wait keeps it, because
    /// tokens are scarce, and those who wait behind it would gain nothing: it would only wait for each of its messages.
    /// </summary>
    public void Rest()
    {
        if (_credit == 0 || _hasWaited) return;
        foreach (var bucket in buckets) bucket.GiveBack(_credit);
        _credit = 0;
    }

    /// <summary>Returns what was taken and not used; nothing is read any more.</summary>
    public void End()
    {
        var left = IsWaiting ? _quantum : _credit;
        (_due, _credit) = (NotWaiting, 0);
        if (left == 0) return;
        foreach (var bucket in buckets) bucket.GiveBack(left);
    }
}
