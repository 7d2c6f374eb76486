using System.Runtime.InteropServices;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Counters;

/// <summary>The mutable part of a pool, shared by all threads and kept by name across reloads.</summary>
public sealed class PoolCounters : ICounters
{
    private const int GreetingScoreMax = 8;
    private const long Picking = 1L << 32;

    private Padded _values;

    /// <summary>
    /// Sessions that hold a backend of this pool now or are just picking one, so at least as many as its backends have
    /// in total. Never negative.
    /// </summary>
    public int Active
    {
        get
        {
            var places = Volatile.Read(ref _values.Places);
            return (int)(places >> 32) + (int)places;
        }
    }

    /// <summary>Sessions that hold a place in a pool with a limit.</summary>
    public int Held => (int)Volatile.Read(ref _values.Places);

    /// <summary>Connects to another of its backends after one failed.</summary>
    public long Retries => Volatile.Read(ref _values.Retries);

    /// <summary>Bytes from clients to its backends; for running sessions as of their last count.</summary>
    public long BytesUploaded => _values.Bytes.Uploaded;

    /// <summary>Bytes from its backends to clients; for running sessions as of their last count.</summary>
    public long BytesDownloaded => _values.Bytes.Downloaded;

    /// <summary>Sessions of this pool that ended for this reason, including refused ones.</summary>
    public long Ended(CloseReason reason) => _values.Ended.Of(reason);

    /// <summary>
    /// The next turn of <c>round-robin</c> and of ties in <c>least-connections</c>, starting at 0. 64 bits do not wrap
    /// during the life of a process: a wrap would cut a period short.
    /// </summary>
    public ulong NextTurn() => (ulong)Interlocked.Increment(ref _values.Turn) - 1;

    /// <summary>
    /// Whether its servers usually speak first, as MySQL does: a session waits for a greeting from its connect on.
    /// Learned from who spoke first in its latest sessions.
    /// </summary>
    public bool IsGreeting => Volatile.Read(ref _values.Greetings) > 0;

    /// <summary>Sessions that wait for a place in this pool.</summary>
    public WaitingLine Line { get; } = new();

    /// <summary>Takes a place in a pool without a limit.</summary>
    public void Acquire() => Interlocked.Increment(ref _values.Places);

    /// <summary>
    /// A session is about to pick in a pool with a limit: it is counted (a load bound must see it), but holds no place.
    /// Then it either keeps (<see cref="TryKeep"/>) or ends this.
    /// </summary>
    public void BeginPick() => Interlocked.Add(ref _values.Places, Picking);

    /// <summary>It found no backend.</summary>
    public void EndPick() => Interlocked.Add(ref _values.Places, -Picking);

    /// <summary>It found a backend, and takes a place unless <paramref name="limit"/> are taken.</summary>
    public bool TryKeep(int limit)
    {
        var places = Volatile.Read(ref _values.Places);
        while ((int)places < limit)
        {
            var seen = Interlocked.CompareExchange(ref _values.Places, places - Picking + 1, places);
            if (seen == places) return true;
            places = seen;
        }

        return false;
    }

    /// <summary>Releases a place, without waking anyone.</summary>
    public void Release()
    {
        var left = (int)Interlocked.Decrement(ref _values.Places);
        Invariant.Require(left >= 0, "A place in a pool was released twice.");
    }

    /// <summary>
    /// Releases the place of a session on a backend of this pool, and wakes the first session that waits for one.
    /// </summary>
    public void Release(BackendCounters backend)
    {
        try
        {
            backend.Release();
        }
        finally
        {
            Release();
        }

        Line.WakeNext();
    }

    /// <summary>How long sessions waited for a place, whether they got one or not.</summary>
    public DurationCounts WaitTimes => new(_values.Waits.Read(), Volatile.Read(ref _values.WaitMicroseconds));

    /// <summary>A wait is over.</summary>
    public void CountWait(long microseconds)
    {
        _values.Waits.Count(microseconds);
        Interlocked.Add(ref _values.WaitMicroseconds, microseconds);
    }

    /// <summary>Notes who spoke first in a session.</summary>
    public void NoteFirst(bool isServer)
    {
        // A score from -8 to 8. Two threads that write at the same moment count once: it is an estimate.
        var score = Volatile.Read(ref _values.Greetings);
        var next = Math.Clamp(score + (isServer ? 1 : -1), -GreetingScoreMax, GreetingScoreMax);
        if (next != score) Volatile.Write(ref _values.Greetings, next);
    }

    public void CountRetry() => Interlocked.Increment(ref _values.Retries);

    public void CountBytes(long uploaded, long downloaded) => _values.Bytes.Count(uploaded, downloaded);

    public void CountEnded(CloseReason reason) => _values.Ended.Count(reason);

    public void VisitCounters(CounterVisit visit)
    {
        visit("retries", ref _values.Retries);
        _values.Bytes.VisitCounters(visit);
        visit("wait-microseconds", ref _values.WaitMicroseconds);
        _values.Waits.VisitCounters("waits", visit);
        _values.Ended.VisitCounters(visit);
    }

    public void VisitValues(CounterVisit visit)
    {
        visit("turn", ref _values.Turn);
        ICounters.Visit("greetings", ref _values.Greetings, visit);
    }

    /// <summary>Keeps the fields written by a pick apart from those written at the end of a session.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 416 + DurationBuckets.Size + ReasonCounts.Size + 128)]
    private struct Padded
    {
        private const int EndedAt = 416 + DurationBuckets.Size;

        [FieldOffset(128)] public long Turn;
        [FieldOffset(256)] public long Places; // Upper half: those that pick. Lower half: those that hold a place.
        [FieldOffset(264)] public int Greetings;
        [FieldOffset(384)] public long Retries;
        [FieldOffset(392)] public ByteCounts Bytes;
        [FieldOffset(408)] public long WaitMicroseconds;
        [FieldOffset(416)] public DurationBuckets Waits;
        [FieldOffset(EndedAt)] public ReasonCounts Ended;
    }
}
