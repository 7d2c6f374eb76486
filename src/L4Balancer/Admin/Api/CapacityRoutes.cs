using L4Balancer.Admin.History;
using L4Balancer.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Api;

/// <summary>The routes for the assessment of capacity and the response times that it comes from.</summary>
internal static class CapacityRoutes
{
    private const int SeriesUsual = 100;

    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapRead("/capacity", CapacityAsync)
            .Says("getCapacity", "How loaded each pool is, its bottleneck, and what happens when backends fail.")
            .Refuses(400, 404);
        v1.MapRead("/history/response-times", ResponseTimes)
            .Says(
                "getResponseTimes",
                "The response times of backends in the last 15 minutes; the slowest if there are more than the limit.")
            .Refuses(400, 404, 422);
    }

    private static async Task<CapacityReport> CapacityAsync(HttpContext context, string? pool)
    {
        NotThere.UnlessKnown(pool, context.Operations().PoolNames);
        var now = await context.Operations().SnapshotAsync(context.RequestAborted);
        return context.Sampler().History.Capacity(now, pool);
    }

    private static ResponseReport ResponseTimes(HttpContext context, string? pool, int? limit)
    {
        NotThere.UnlessKnown(pool, context.Operations().PoolNames);
        var most = Given.InRange("limit", limit, 1, Limits.ResponsePageMax) ?? SeriesUsual;
        return context.Sampler().History.Responses(pool, most);
    }
}
