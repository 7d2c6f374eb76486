using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace L4Balancer.Core.Counters;

/// <summary>The durations of connects to a backend, or of its answers, as counted at one moment: a histogram.</summary>
/// <param name="Counts">Durations in each bucket, one more than <see cref="Bounds"/>; not cumulative.</param>
/// <param name="SumMicroseconds">The sum of all of them.</param>
public sealed record DurationCounts(ImmutableArray<long> Counts, long SumMicroseconds)
{
    /// <summary>
    /// The upper bounds of the buckets in microseconds, inclusive; the last bucket has none. They range from a backend
    /// on the same machine to <c>timeouts.connect</c> with its default of 3 s, and beyond.
    /// </summary>
    public static ImmutableArray<int> Bounds { get; } =
    [
        100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 3_000_000,
        10_000_000,
    ];

    /// <summary>The number of durations counted.</summary>
    public long Total => Counts.Sum();
}

/// <summary>The counts behind <see cref="DurationCounts"/>: a value within the counters of its backend. Any thread.
/// </summary>
[InlineArray(Buckets)]
internal struct DurationBuckets
{
    /// <summary>One per bound, and one above all of them.</summary>
    public const int Buckets = 16;

    public const int Size = Buckets * sizeof(long);

    private long _first;

    public void Count(long microseconds)
    {
        // From the small end: nearly all durations within a network fall into the first few buckets.
        var bounds = DurationCounts.Bounds.AsSpan();
        var bucket = 0;
        while (bucket < bounds.Length && microseconds > bounds[bucket]) bucket++;
        Interlocked.Increment(ref ((Span<long>)this)[bucket]);
    }

    public long Total()
    {
        var total = 0L;
        foreach (ref var count in (Span<long>)this) total += Volatile.Read(ref count);
        return total;
    }

    /// <summary>See <see cref="ICounters.VisitCounters"/>.</summary>
    /// <param name="name">Of the histogram.</param>
    public void VisitCounters(string name, CounterVisit visit)
    {
        var bounds = DurationCounts.Bounds;
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            var bound = bucket < bounds.Length ? bounds[bucket].ToString(CultureInfo.InvariantCulture) : "above";
            visit($"{name}/{bound}", ref ((Span<long>)this)[bucket]);
        }
    }

    public ImmutableArray<long> Read()
    {
        var counts = ImmutableArray.CreateBuilder<long>(Buckets);
        foreach (ref var count in (Span<long>)this) counts.Add(Volatile.Read(ref count));
        return counts.MoveToImmutable();
    }
}
