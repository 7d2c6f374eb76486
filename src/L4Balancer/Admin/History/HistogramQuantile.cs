using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.History;

/// <summary>Quantiles of a histogram, and of what was measured between two snapshots of it.</summary>
internal static class HistogramQuantile
{
    /// <summary>
    /// The quantile is interpolated linearly within its bucket; in the last one, which has
    /// no upper bound, it is the lower bound.
    /// </summary>
    /// <param name="counts">Measurements in each bucket, one more than <paramref name="bounds"/>.</param>
    /// <param name="share">Above 0, up to 1.</param>
    /// <returns>Seconds; null if nothing was measured.</returns>
    public static double? Of(IReadOnlyList<double> bounds, ReadOnlySpan<long> counts, double share)
    {
        var total = 0L;
        foreach (var count in counts) total += count;
        if (total == 0) return null;
        var wanted = share * total;
        var below = 0L;
        for (var i = 0; i < bounds.Count; i++)
        {
            if (below + counts[i] >= wanted && counts[i] > 0)
            {
                var from = i == 0 ? 0 : bounds[i - 1];
                return from + (bounds[i] - from) * (wanted - below) / counts[i];
            }

            below += counts[i];
        }

        return bounds.Count == 0 ? null : bounds[^1];
    }

    /// <summary>What was measured since then; null if the buckets differ, or the counts were reset.</summary>
    public static long[]? Since(HistogramSnapshot before, HistogramSnapshot now)
    {
        if (before.Counts.Count != now.Counts.Count) return null;
        var since = new long[now.Counts.Count];
        for (var i = 0; i < since.Length; i++)
        {
            since[i] = now.Counts[i] - before.Counts[i];
            if (since[i] < 0) return null;
        }

        return since;
    }
}
