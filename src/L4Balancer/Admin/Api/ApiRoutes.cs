using L4Balancer.Admin.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Api;

/// <summary>All routes of the API.</summary>
internal static class ApiRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/status", async (IBalancerOperations o, CancellationToken c) => await o.SnapshotAsync(c));
        app.MapGet("/v1/listeners", async (IBalancerOperations o, CancellationToken c) =>
            (await o.SnapshotAsync(c)).Listeners);
        app.MapGet("/v1/pools", async (IBalancerOperations o, CancellationToken c) =>
            (await o.SnapshotAsync(c)).Pools);
        app.MapGet("/v1/pools/{pool}", PoolAsync);
        app.MapGet("/v1/events", (IBalancerOperations o, long? after) => o.Journal.Since(after ?? 0));
        app.MapGet("/v1/config", (IBalancerOperations o) => o.Config());
    }

    private static async Task<IResult> PoolAsync(IBalancerOperations o, string pool, CancellationToken c)
    {
        var found = (await o.SnapshotAsync(c)).Pools.FirstOrDefault(p => p.Name == pool);
        return found is null ? Results.NotFound() : Results.Ok<PoolSnapshot>(found);
    }
}
