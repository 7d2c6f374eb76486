using L4Balancer.Admin.Model;
using L4Balancer.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Api;

/// <summary>The routes for the balancer's current state.</summary>
internal static class StatusRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapRead("/status", SnapshotAsync).Says("getStatus", "The current state of the whole balancer.");
        v1.MapRead("/listeners", async (HttpContext c) => (await SnapshotAsync(c)).Listeners)
            .Says("listListeners", "All listeners.");
        v1.MapRead("/listeners/{listener}", ListenerAsync).Says("getListener", "One listener.").MayMiss();
        v1.MapRead("/pools", async (HttpContext c) => (await SnapshotAsync(c)).Pools)
            .Says("listPools", "All pools with their backends.");
        v1.MapRead("/pools/{pool}", PoolAsync).Says("getPool", "One pool with its backends.").MayMiss();
        v1.MapRead("/pools/{pool}/backends/{backend}", BackendAsync).Says("getBackend", "One backend.").MayMiss();
    }

    private static Task<BalancerSnapshot> SnapshotAsync(HttpContext context) =>
        context.Operations().SnapshotAsync(context.RequestAborted);

    private static async Task<ListenerSnapshot> ListenerAsync(HttpContext context, string listener) =>
        (await SnapshotAsync(context)).Listeners.FirstOrDefault(l => l.Name == listener)
        ?? throw NotThere.Listener(listener, context.Operations().ListenerNames);

    private static async Task<PoolSnapshot> PoolAsync(HttpContext context, string pool) =>
        (await SnapshotAsync(context)).Pools.FirstOrDefault(p => p.Name == pool)
        ?? throw NotThere.Pool(pool, context.Operations().PoolNames);

    private static async Task<BackendSnapshot> BackendAsync(HttpContext context, string pool, string backend)
    {
        var address = Given.Address(backend).ToString();
        return (await PoolAsync(context, pool)).Backends.FirstOrDefault(b => b.Address == address)
            ?? throw new RequestRefusedException(
                StatusCodes.Status404NotFound, $"pool {Shown.Quoted(pool)} has no backend {address}");
    }
}
