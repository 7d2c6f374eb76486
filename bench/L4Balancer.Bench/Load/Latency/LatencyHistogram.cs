using System.Numerics;

namespace L4Balancer.Bench.Load.Latency;

/// <summary>
/// Counts of latencies in nanoseconds with three significant digits, from 1 ns to one hour, in memory of a fixed size
/// (270 KB). Buckets are log-linear, as in Gil Tene's HdrHistogram: every power of two is divided into 1,024 equal
/// parts, so a bucket is never wider than a thousandth of its values. One thread records; recording allocates nothing.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>Longer ones count as this long.</summary>
    public const long LongestNanoseconds = 3_600_000_000_000;

    private const int HalfBits = 10;

    /// <summary>Parts of one power of two. Values below twice this number have a bucket of their own each.</summary>
    private const int Half = 1 << HalfBits;

    private static readonly int Buckets = BucketOf(LongestNanoseconds) + 1;

    private readonly long[] _counts = new long[Buckets];
    private long _sum;

    public long Count { get; private set; }

    /// <summary>Exact; 0 when nothing was recorded.</summary>
    public long MaxNanoseconds { get; private set; }

    /// <summary>Exact; 0 when nothing was recorded.</summary>
    public double MeanNanoseconds => Count == 0 ? 0 : (double)_sum / Count;

    /// <summary>Negative values, which two clock readings can produce, count as 0.</summary>
    public void Record(long nanoseconds)
    {
        var value = Math.Clamp(nanoseconds, 0, LongestNanoseconds);
        _counts[BucketOf(value)]++;
        Count++;
        _sum += value;
        if (value > MaxNanoseconds) MaxNanoseconds = value;
    }

    /// <summary>Adds the values of another histogram whose thread has ended.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
        _sum += other._sum;
        MaxNanoseconds = Math.Max(MaxNanoseconds, other.MaxNanoseconds);
    }

    /// <summary>
    /// The quantile, rounded up to the end of its bucket; 0 if empty.
    /// </summary>
    /// <param name="share">From 0 to 1: 0.99 is the 99th percentile.</param>
    public long PercentileNanoseconds(double share)
    {
        if (Count == 0) return 0;
        var rank = Math.Clamp((long)Math.Ceiling(share * Count), 1, Count);
        var bucket = 0;
        for (var seen = _counts[0]; seen < rank; seen += _counts[bucket]) bucket++;
        return Math.Min(LastOf(bucket), MaxNanoseconds);
    }

    public LatencyReport ToReport() => new()
    {
        Mean = MeanNanoseconds / 1000,
        P50 = PercentileNanoseconds(0.5) / 1000.0,
        P90 = PercentileNanoseconds(0.9) / 1000.0,
        P99 = PercentileNanoseconds(0.99) / 1000.0,
        P999 = PercentileNanoseconds(0.999) / 1000.0,
        Max = MaxNanoseconds / 1000.0,
    };

    private static int BucketOf(long value)
    {
        // How often the value must be halved to be below 2 * Half.
        var shift = Math.Max(0, BitOperations.Log2((ulong)value) - HalfBits);
        return shift * Half + (int)(value >> shift);
    }

    /// <summary>The largest value of a bucket.</summary>
    private static long LastOf(int bucket)
    {
        var shift = Math.Max(0, bucket / Half - 1);
        return ((bucket - shift * (long)Half + 1) << shift) - 1;
    }
}
