using L4Balancer.Admin.History;
using L4Balancer.Admin.Model;

namespace L4Balancer.Cli.Output;

/// <summary>Quantiles of connect times and of response times, from the daemon's histograms.</summary>
internal static class Latency
{
    /// <summary>Returns the quantile in seconds, or null if nothing was measured.</summary>
    /// <param name="before">An earlier histogram, to consider only later measurements; null considers all.</param>
    /// <param name="share">Above 0, up to 1: 0.99 is the 99th percentile.</param>
    public static double? Quantile(HistogramSnapshot? now, HistogramSnapshot? before, double share)
    {
        if (now is null) return null;
        var since = before is null ? null : HistogramQuantile.Since(before, now);
        return HistogramQuantile.Of(now.Bounds, since ?? [.. now.Counts], share);
    }
}
