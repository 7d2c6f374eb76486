using L4Balancer.Admin.Api;
using L4Balancer.Admin.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Metrics;

/// <summary><c>GET /metrics</c> for Prometheus.</summary>
internal static class MetricRoutes
{
    /// <summary>Bytes collected before sending: many segments, not one per metric.</summary>
    private const int SendAtBytes = 64 * 1024;

    public static void Map(IEndpointRouteBuilder app) => app.MapRead("/metrics", WriteAsync)
        .Says("getMetrics", "All metrics, in the Prometheus text format.").Needs(AdminRole.Reader)
        .Produces<string>(200, "text/plain").Refuses(401, 403, 429);

    /// <summary>
    /// Sends metric by metric, so that the text of 10,000 backends, tens of megabytes, is never in memory as a whole.
    /// </summary>
    private static async Task WriteAsync(HttpContext context, IBalancerOperations operations)
    {
        var aborted = context.RequestAborted;
        var snapshot = await operations.SnapshotAsync(aborted);
        context.Response.ContentType = PrometheusText.ContentType;
        var body = context.Response.BodyWriter;
        var sink = new PrometheusSink(body);
        foreach (var metric in MetricCatalog.All)
        {
            PrometheusText.Write(metric, snapshot, sink);
            if (body.UnflushedBytes >= SendAtBytes) await body.FlushAsync(aborted);
        }
    }
}
