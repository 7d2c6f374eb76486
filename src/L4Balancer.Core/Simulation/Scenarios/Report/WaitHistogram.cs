using System.Numerics;

namespace L4Balancer.Core.Simulation.Scenarios.Report;

/// <summary>
/// Counts of durations, exact below 128 us and within 1 % above: each power of two is divided into 64 buckets (the
/// layout of HdrHistogram).
/// </summary>
internal sealed class WaitHistogram
{
    private const int BucketBits = 6;
    private const int Buckets = 1 << BucketBits;

    private readonly long[] _counts = new long[(64 - BucketBits + 1) * Buckets];
    private double _sum;
    private long _max;

    public long Count { get; private set; }

    public void Add(long microseconds)
    {
        _counts[IndexOf(microseconds)]++;
        Count++;
        _sum += microseconds;
        _max = Math.Max(_max, microseconds);
    }

    public WaitFigures Figures() => Count == 0
        ? new WaitFigures(0, default, default, default, default, default)
        : new WaitFigures(
            Count, TimeSpan.FromMicroseconds(_sum / Count), At(0.5), At(0.9), At(0.99),
            TimeSpan.FromMicroseconds(_max));

    /// <summary>The smallest duration that at least this share of all do not exceed.</summary>
    private TimeSpan At(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        var index = -1;
        while (rank > 0) rank -= _counts[++index];
        return TimeSpan.FromMicroseconds(Math.Min(_max, MiddleOf(index)));
    }

    private static int IndexOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - BucketBits);
        return (shift << BucketBits) + (int)(value >> shift);
    }

    private static long MiddleOf(int index)
    {
        if (index < 2 * Buckets) return index;
        var shift = (index >> BucketBits) - 1;
        var low = (long)((index & (Buckets - 1)) | Buckets) << shift;
        return low + (1L << shift) / 2;
    }
}
