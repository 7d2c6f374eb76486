using L4Balancer.Admin.History;
using L4Balancer.Admin.Model;

namespace L4Balancer.Cli.Output;

/// <summary>Quantiles of connect times, from the daemon's histogram.</summary>
internal static class ConnectLatency
{
    /// <summary>Returns the quantile in seconds, or null if there were no connects.</summary>
    /// <param name="before">An earlier histogram, to consider only later connects; null considers all.</param>
    /// <param name="share">Above 0, up to 1: 0.99 is the 99th percentile.</param>
    public static double? Quantile(ConnectTimeSnapshot now, ConnectTimeSnapshot? before, double share)
    {
        var since = before is null ? null : ConnectQuantile.Since(before, now);
        return ConnectQuantile.Of(now.Bounds, since ?? [.. now.Counts], share);
    }
}
