using System.Runtime.InteropServices;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Counters;

/// <summary>The mutable part of a pool, shared by all threads and kept by name across reloads.</summary>
public sealed class PoolCounters
{
    private Padded _values;

    /// <summary>
    /// Sessions that hold a backend of this pool now or are just picking one, so never fewer than its backends have in
    /// all. Never negative.
    /// </summary>
    public int Active => Volatile.Read(ref _values.Active);

    /// <summary>Connects made to another backend of it after one failed.</summary>
    public long Retries => Volatile.Read(ref _values.Retries);

    /// <summary>Bytes from clients to its backends; those of running sessions as of their last count.</summary>
    public long BytesUploaded => _values.Bytes.Uploaded;

    /// <summary>Bytes from its backends to clients; those of running sessions as of their last count.</summary>
    public long BytesDownloaded => _values.Bytes.Downloaded;

    /// <summary>Sessions of this pool that ended for this reason, refused ones included.</summary>
    public long Ended(CloseReason reason) => _values.Ended.Of(reason);

    /// <summary>
    /// The next turn of <c>round-robin</c> and of the ties of <c>least-connections</c>, from 0 on. 64 bits do not wrap
    /// in the life of a process: a wrap would break off a period in its middle.
    /// </summary>
    public ulong NextTurn() => Interlocked.Increment(ref _values.Turn) - 1;

    /// <summary>Sessions that wait for a place in this pool.</summary>
    public WaitingLine Line { get; } = new();

    public void Acquire() => Interlocked.Increment(ref _values.Active);

    public void Release()
    {
        var left = Interlocked.Decrement(ref _values.Active);
        Invariant.Require(left >= 0, "A place in a pool was released twice.");
    }

    /// <summary>
    /// Gives back the place of a session on a backend of this pool, and wakes the first that waits for one.
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

    public void CountRetry() => Interlocked.Increment(ref _values.Retries);

    public void CountBytes(long uploaded, long downloaded) => _values.Bytes.Count(uploaded, downloaded);

    public void CountEnded(CloseReason reason) => _values.Ended.Count(reason);

    /// <summary>What a pick writes stands apart from what the end of a session writes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 408 + ReasonCounts.Size + 128)]
    private struct Padded
    {
        [FieldOffset(128)] public ulong Turn;
        [FieldOffset(256)] public int Active;
        [FieldOffset(384)] public long Retries;
        [FieldOffset(392)] public ByteCounts Bytes;
        [FieldOffset(408)] public ReasonCounts Ended;
    }
}
