namespace L4Balancer.Linux.Loop;

/// <summary>Measures the load of a loop. The loop's thread writes; any thread reads, each value atomically.</summary>
/// <param name="time">The loop's clock.</param>
public sealed class LoopMeter(TimeProvider time)
{
    /// <summary>
    /// The bits of <see cref="_longest"/> that hold microseconds: twelve days. The minute is above them.
    /// </summary>
    private const int MicrosecondBits = 40;

    private long _turns;
    private long _events;
    private long _busy;

    // The minute and the longest turn that ended in it, packed into one word, so that they are always read together.
    private long _longest;

    // The loop's thread only: they save nearly every turn the arithmetic.
    private long _longestTicks;
    private long _minuteEnds = long.MinValue;

    /// <summary>How often the loop woke up.</summary>
    public long Turns => Volatile.Read(ref _turns);

    /// <summary>Events that woke it.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Time spent not waiting, over all completed turns.</summary>
    public TimeSpan Busy => time.GetElapsedTime(0, Volatile.Read(ref _busy));

    /// <summary>The longest turn that ended in this minute of the clock; zero if there was none.</summary>
    public TimeSpan LongestTurn
    {
        get
        {
            var longest = Volatile.Read(ref _longest);
            return longest >> MicrosecondBits == MinuteAt(time.GetTimestamp())
                ? TimeSpan.FromMicroseconds(longest & ((1L << MicrosecondBits) - 1))
                : TimeSpan.Zero;
        }
    }

    /// <summary>The loop has woken up; called before any work is done.</summary>
    internal void CountWake(int events)
    {
        Volatile.Write(ref _turns, _turns + 1);
        CountEvents(events);
    }

    /// <summary>More events in the same turn.</summary>
    internal void CountEvents(int events) => Volatile.Write(ref _events, _events + events);

    /// <summary>All work that the loop woke up for is done.</summary>
    /// <param name="woke">When it woke up, on its clock.</param>
    /// <returns>When the turn ended, on the same clock.</returns>
    internal long CountTurn(long woke)
    {
        var now = time.GetTimestamp();
        var turn = now - woke;
        Volatile.Write(ref _busy, _busy + turn);
        if (turn <= _longestTicks && now < _minuteEnds) return now;
        var (minute, took) = (MinuteAt(now), (long)time.GetElapsedTime(woke, now).TotalMicroseconds);
        _longestTicks = turn;
        _minuteEnds = (minute + 1) * 60 * time.TimestampFrequency;
        Volatile.Write(ref _longest, (minute << MicrosecondBits) | took);
        return now;
    }

    private long MinuteAt(long moment) => moment / (60 * time.TimestampFrequency);
}
