using L4Balancer.Admin.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Api;

/// <summary>What the balancer is and does now.</summary>
internal static class StatusRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/status", (Delegate)SnapshotAsync).Says("The whole balancer at this moment.");
        v1.MapGet("/listeners", async (HttpContext c) => (await SnapshotAsync(c)).Listeners)
            .Says("All listeners.");
        v1.MapGet("/listeners/{listener}", ListenerAsync).Says("One listener.").MayMiss();
        v1.MapGet("/pools", async (HttpContext c) => (await SnapshotAsync(c)).Pools)
            .Says("All pools with their backends.");
        v1.MapGet("/pools/{pool}", PoolAsync).Says("One pool with its backends.").MayMiss();
        v1.MapGet("/pools/{pool}/backends/{backend}", BackendAsync).Says("One backend.").MayMiss();
    }

    private static Task<BalancerSnapshot> SnapshotAsync(HttpContext context) =>
        context.Operations().SnapshotAsync(context.RequestAborted);

    private static async Task<ListenerSnapshot> ListenerAsync(HttpContext context, string listener) =>
        (await SnapshotAsync(context)).Listeners.FirstOrDefault(l => l.Name == listener)
        ?? throw new RequestRefusedException(
            StatusCodes.Status404NotFound, $"there is no listener \"{listener}\"");

    private static async Task<PoolSnapshot> PoolAsync(HttpContext context, string pool) =>
        (await SnapshotAsync(context)).Pools.FirstOrDefault(p => p.Name == pool)
        ?? throw new RequestRefusedException(StatusCodes.Status404NotFound, $"there is no pool \"{pool}\"");

    private static async Task<BackendSnapshot> BackendAsync(HttpContext context, string pool, string backend)
    {
        var address = Given.Address(backend).ToString();
        return (await PoolAsync(context, pool)).Backends.FirstOrDefault(b => b.Address == address)
            ?? throw new RequestRefusedException(
                StatusCodes.Status404NotFound, $"the pool \"{pool}\" has no backend {address}");
    }
}
