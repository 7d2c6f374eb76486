namespace L4Balancer.Core.Sessions;

/// <summary>
/// Bytes of sessions by direction: a mutable value stored inline in the counters it belongs to. Any thread.
/// </summary>
public struct ByteCounts
{
    private long _uploaded;
    private long _downloaded;

    /// <summary>Its size in bytes.</summary>
    public const int Size = 2 * sizeof(long);

    /// <summary>From clients.</summary>
    public readonly long Uploaded => Volatile.Read(in _uploaded);

    /// <summary>To clients.</summary>
    public readonly long Downloaded => Volatile.Read(in _downloaded);

    public void Count(long uploaded, long downloaded)
    {
        Interlocked.Add(ref _uploaded, uploaded);
        Interlocked.Add(ref _downloaded, downloaded);
    }

    /// <summary>See <see cref="ICounters.VisitCounters"/>.</summary>
    public void VisitCounters(CounterVisit visit)
    {
        visit("uploaded", ref _uploaded);
        visit("downloaded", ref _downloaded);
    }
}
