using System.Numerics;

namespace L4Balancer.Linux.Loop;

/// <summary>
/// The timers of a loop: hierarchical timing wheels (Varghese and Lauck, SOSP 1987, scheme 7). Seven wheels of 64 slots
/// with steps of 1 ms, 64 ms, 4 s, 4.4 min, 4.7 h, 12 d and 2 a. Setting and cancelling are O(1) and allocate nothing:
/// the sources themselves are the entries. A timer moves down a wheel at most six times before it is due. One thread.
/// </summary>
/// <param name="origin">The time of its creation. Times may start anywhere; internally they are relative to this
/// one.</param>
/// <remarks>
/// An entry is in the wheel of the highest digit, in base 64, in which its due time differs from the present. So all
/// entries of a wheel lie ahead in the same revolution, the lowest non-empty wheel has the next one, and one bitmap per
/// wheel finds it immediately.
/// </remarks>
internal sealed class TimerWheel(GuardedCalls calls, long origin)
{
    public const int NoBucket = -1;

    private const int DigitBits = 6;
    private const int SlotsPerWheel = 1 << DigitBits;
    private const int Wheels = 7;

    /// <summary>139 years after the origin: no timer can be later.</summary>
    private const long Horizon = (1L << (DigitBits * Wheels)) - 1;

    private readonly LoopSource?[] _heads = new LoopSource?[Wheels * SlotsPerWheel];
    private readonly ulong[] _occupied = new ulong[Wheels];
    private long _now; // Relative to the origin, like every TimerDue.

    /// <summary>
    /// The next time at which <see cref="Advance"/> has work; <see cref="long.MaxValue"/> means never.
    /// </summary>
    public long Next => TryFindNext(out _, out var due) ? origin + due : long.MaxValue;

    /// <summary>Sets the source's only timer. A time in the past means the next millisecond.</summary>
    public void Set(LoopSource source, long due)
    {
        if (source.TimerBucket != NoBucket) Unlink(source);
        source.TimerDue = Math.Clamp(due, origin + _now + 1, origin + Horizon) - origin;
        Link(source);
    }

    public void Cancel(LoopSource source)
    {
        if (source.TimerBucket != NoBucket) Unlink(source);
    }

    /// <summary>Calls <see cref="LoopSource.OnTimer"/> of every source that is due at <paramref name="now"/>.</summary>
    public void Advance(long now)
    {
        var end = now - origin;
        while (TryFindNext(out var bucket, out var due) && due <= end)
        {
            _now = due;

            // Timers set from inside a call are due later than now, so never in the slot being emptied here.
            while (_heads[bucket] is { } source)
            {
                Unlink(source);
                if (source.TimerDue <= _now) calls.Timer(source);
                else Link(source);
            }
        }

        _now = Math.Max(_now, end);
    }

    private bool TryFindNext(out int bucket, out long due)
    {
        for (var wheel = 0; wheel < Wheels; wheel++)
        {
            if (_occupied[wheel] == 0) continue;
            var slot = BitOperations.TrailingZeroCount(_occupied[wheel]);
            var shift = DigitBits * wheel;
            var turn = _now >> (shift + DigitBits) << (shift + DigitBits);
            bucket = wheel * SlotsPerWheel + slot;
            due = turn | ((long)slot << shift);
            return true;
        }

        (bucket, due) = (NoBucket, long.MaxValue);
        return false;
    }

    private void Link(LoopSource source)
    {
        var due = source.TimerDue;
        var wheel = BitOperations.Log2((ulong)(due ^ _now) | 1) / DigitBits;
        var slot = (int)(due >> (DigitBits * wheel)) & (SlotsPerWheel - 1);
        var bucket = wheel * SlotsPerWheel + slot;
        var next = _heads[bucket];
        (source.TimerNext, source.TimerPrevious, source.TimerBucket) = (next, null, bucket);
        if (next is not null) next.TimerPrevious = source;
        _heads[bucket] = source;
        _occupied[wheel] |= 1UL << slot;
    }

    private void Unlink(LoopSource source)
    {
        var bucket = source.TimerBucket;
        if (source.TimerPrevious is null) _heads[bucket] = source.TimerNext;
        else source.TimerPrevious.TimerNext = source.TimerNext;
        if (source.TimerNext is not null) source.TimerNext.TimerPrevious = source.TimerPrevious;
        (source.TimerNext, source.TimerPrevious, source.TimerBucket) = (null, null, NoBucket);
        if (_heads[bucket] is null)
            _occupied[bucket / SlotsPerWheel] &= ~(1UL << (bucket % SlotsPerWheel));
    }
}
