using System.Runtime.InteropServices;

namespace L4Balancer.Core.Table;

/// <summary>The mutable part of a pool, shared by all threads and kept by name across reloads.</summary>
public sealed class PoolCounters
{
    private Padded _values;

    /// <summary>
    /// Sessions that hold a backend of this pool now or are just picking one, so never fewer than its backends have in
    /// all. Never negative.
    /// </summary>
    public int Active => Volatile.Read(ref _values.Active);

    /// <summary>
    /// The next turn of <c>round-robin</c> and of the ties of <c>least-connections</c>, from 0 on. 64 bits do not wrap
    /// in the life of a process: a wrap would break off a period in its middle.
    /// </summary>
    public ulong NextTurn() => Interlocked.Increment(ref _values.Turn) - 1;

    public void Acquire() => Interlocked.Increment(ref _values.Active);

    public void Release()
    {
        var left = Interlocked.Decrement(ref _values.Active);
        Invariant.Require(left >= 0, "A place in a pool was released twice.");
    }

    [StructLayout(LayoutKind.Explicit, Size = 512)]
    private struct Padded
    {
        [FieldOffset(128)] public ulong Turn;
        [FieldOffset(256)] public int Active;
    }
}
