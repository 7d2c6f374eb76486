using System.Runtime.InteropServices;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Counters;

/// <summary>The mutable part of a pool, shared by all threads and kept by name across reloads.</summary>
public sealed class PoolCounters
{
    private const int GreetingScoreMax = 8;

    private Padded _values;

    /// <summary>
    /// Sessions that hold a backend of this pool now or are just picking one, so at least as many as its backends have
    /// in total. Never negative.
    /// </summary>
    public int Active => Volatile.Read(ref _values.Active);

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
    public ulong NextTurn() => Interlocked.Increment(ref _values.Turn) - 1;

    /// <summary>
    /// Whether its servers usually speak first, as MySQL does: a session waits for a greeting from its connect on.
    /// Learned from who spoke first in its latest sessions.
    /// </summary>
    public bool IsGreeting => Volatile.Read(ref _values.Greetings) > 0;

    /// <summary>Sessions that wait for a place in this pool.</summary>
    public WaitingLine Line { get; } = new();

    public void Acquire() => Interlocked.Increment(ref _values.Active);

    public void Release()
    {
        var left = Interlocked.Decrement(ref _values.Active);
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

    /// <summary>Keeps the fields written by a pick apart from those written at the end of a session.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 408 + ReasonCounts.Size + 128)]
    private struct Padded
    {
        [FieldOffset(128)] public ulong Turn;
        [FieldOffset(256)] public int Active;
        [FieldOffset(264)] public int Greetings;
        [FieldOffset(384)] public long Retries;
        [FieldOffset(392)] public ByteCounts Bytes;
        [FieldOffset(408)] public ReasonCounts Ended;
    }
}
