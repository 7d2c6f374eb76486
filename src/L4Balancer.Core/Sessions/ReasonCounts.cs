using System.Runtime.CompilerServices;

namespace L4Balancer.Core.Sessions;

/// <summary>
/// Ended sessions by reason: a mutable value stored inline in the counters it belongs to, so that a backend needs no
/// further object for it. Any thread.
/// </summary>
[InlineArray(Length)]
public struct ReasonCounts
{
    /// <summary>One per reason; <see cref="CloseReason.Bug"/> is the highest.</summary>
    private const int Length = (int)CloseReason.Bug + 1;

    private long _first;

    /// <summary>Its size in bytes.</summary>
    public const int Size = Length * sizeof(long);

    public void Count(CloseReason reason) => Interlocked.Increment(ref ((Span<long>)this)[(int)reason]);

    /// <summary>Sessions that ended for this reason.</summary>
    public long Of(CloseReason reason) => Volatile.Read(ref ((Span<long>)this)[(int)reason]);

    /// <summary>See <see cref="ICounters.VisitCounters"/>.</summary>
    public void VisitCounters(CounterVisit visit)
    {
        foreach (var reason in CloseReasons.All) visit($"ended/{reason.Word()}", ref ((Span<long>)this)[(int)reason]);
    }
}
