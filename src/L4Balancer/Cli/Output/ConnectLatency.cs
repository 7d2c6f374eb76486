using L4Balancer.Admin.History;
using L4Balancer.Admin.Model;

namespace L4Balancer.Cli.Output;

/// <summary>Quantiles of connect times, from the histogram that a daemon keeps.</summary>
internal static class ConnectLatency
{
    /// <summary>Seconds that this share of the connects took at most; null without any.</summary>
    /// <param name="before">An earlier histogram, to look at what came since; null looks at all.</param>
    /// <param name="share">Above 0, up to 1: 0.99 is the 99th percentile.</param>
    public static double? Quantile(ConnectTimeSnapshot now, ConnectTimeSnapshot? before, double share)
    {
        var since = before is null ? null : ConnectQuantile.Since(before, now);
        return ConnectQuantile.Of(now.Bounds, since ?? [.. now.Counts], share);
    }
}
