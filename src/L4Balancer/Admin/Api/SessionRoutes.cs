using L4Balancer.Admin.Model;
using L4Balancer.Admin.Security;
using L4Balancer.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using ActionResult = L4Balancer.Admin.Model.ActionResult;

namespace L4Balancer.Admin.Api;

/// <summary>The routes for running sessions.</summary>
internal static class SessionRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapRead("/sessions", ListAsync).Says("listSessions", "The matching running sessions.")
            .Refuses(400, 404, 422);
        v1.MapPost("/sessions/{id}/close", CloseAsync).Acts("closeSession", "Ends one session with RST to both sides.");
    }

    /// <summary>The filters of a list, which are combined.</summary>
    internal sealed record Wanted(
        string? Listener, string? Pool, string? Backend, string? Client, double? AgeMin, double? IdleMin,
        string? Order, int? Offset, int? Limit);

    private static async Task<SessionPage> ListAsync(HttpContext context, [AsParameters] Wanted wanted)
    {
        var operations = context.Operations();
        var page = await operations.ListSessionsAsync(QueryOf(wanted), context.RequestAborted);

        // A removed pool may still have sessions; one that never existed is an error.
        if (page.Total > 0) return page;
        if (wanted.Pool is { } pool && !operations.PoolNames.Contains(pool))
            throw NotThere.Pool(pool, operations.PoolNames);
        if (wanted.Listener is { } listener && !operations.ListenerNames.Contains(listener))
            throw NotThere.Listener(listener, operations.ListenerNames);
        return page;
    }

    private static SessionQuery QueryOf(Wanted wanted)
    {
        var all = new SessionQuery();
        return all with
        {
            Listener = wanted.Listener,
            Pool = wanted.Pool,
            Backend = wanted.Backend is { } backend ? $"{Given.Address(backend)}" : null,
            Client = Given.Network("client", wanted.Client),
            AgeMin = Given.Seconds("ageMin", wanted.AgeMin, Limits.SessionAgeAskedMax) ?? TimeSpan.Zero,
            IdleMin = Given.Seconds("idleMin", wanted.IdleMin, Limits.SessionAgeAskedMax) ?? TimeSpan.Zero,
            Order = Given.Word("order", wanted.Order, SessionOrder.Age),
            Offset = Given.InRange("offset", wanted.Offset, 0, int.MaxValue) ?? 0,
            Limit = Given.InRange("limit", wanted.Limit, 1, Limits.SessionPageMax) ?? all.Limit,
        };
    }

    private static async Task<ActionResult> CloseAsync(
        HttpContext context, string id,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] EmptyBody? body)
    {
        var operations = context.Operations();
        var hasEnded = await operations.CloseSessionAsync(
            Given.SessionId(id), Caller.Of(context).Actor, context.RequestAborted);
        if (hasEnded) return new ActionResult { Generation = operations.Generation };
        throw new RequestRefusedException(StatusCodes.Status404NotFound, $"there is no running session {id}");
    }
}
