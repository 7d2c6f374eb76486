using System.Runtime.CompilerServices;

namespace L4Balancer.Core.Sessions;

/// <summary>
/// Ended sessions by their reason: a mutable value that lies within the counters it belongs to, so that a backend needs
/// no further object for it. Any thread.
/// </summary>
[InlineArray(Length)]
public struct ReasonCounts
{
    /// <summary>One for each reason, and none is above <see cref="CloseReason.Bug"/>.</summary>
    private const int Length = (int)CloseReason.Bug + 1;

    private long _first;

    /// <summary>Bytes that it takes.</summary>
    public const int Size = Length * sizeof(long);

    public void Count(CloseReason reason) => Interlocked.Increment(ref ((Span<long>)this)[(int)reason]);

    /// <summary>Sessions that ended for this reason.</summary>
    public long Of(CloseReason reason) => Volatile.Read(ref ((Span<long>)this)[(int)reason]);
}
