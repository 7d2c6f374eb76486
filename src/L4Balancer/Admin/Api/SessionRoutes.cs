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

/// <summary>The sessions that run.</summary>
internal static class SessionRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/sessions", ListAsync).Says("The running sessions that fit.").Refuses(400, 422);
        v1.MapPost("/sessions/{id}/close", CloseAsync).Acts("Ends one session with RST to both sides.");
    }

    /// <summary>What a list is asked for; every part narrows it.</summary>
    internal sealed record Wanted(
        string? Listener, string? Pool, string? Backend, string? Client, double? AgeMin, double? IdleMin,
        string? Order, int? Offset, int? Limit);

    private static Task<SessionPage> ListAsync(HttpContext context, [AsParameters] Wanted wanted) =>
        context.Operations().ListSessionsAsync(QueryOf(wanted), context.RequestAborted);

    private static SessionQuery QueryOf(Wanted wanted)
    {
        var all = new SessionQuery();
        return all with
        {
            Listener = wanted.Listener,
            Pool = wanted.Pool,
            Backend = wanted.Backend,
            Client = Given.Network("client", wanted.Client),
            AgeMin = Given.Seconds("ageMin", wanted.AgeMin) ?? TimeSpan.Zero,
            IdleMin = Given.Seconds("idleMin", wanted.IdleMin) ?? TimeSpan.Zero,
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
        throw new RequestRefusedException(StatusCodes.Status404NotFound, $"no session {id} runs");
    }
}
