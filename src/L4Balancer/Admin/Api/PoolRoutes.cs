using L4Balancer.Core;
using L4Balancer.Core.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using ActionResult = L4Balancer.Admin.Model.ActionResult;

namespace L4Balancer.Admin.Api;

/// <summary>The actions on a pool as a whole.</summary>
internal static class PoolRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/pools/{pool}/failover", FailoverAsync).Acts("failOver", "Moves the pool to another tier.");
        v1.MapPost("/pools/{pool}/failback", FailbackAsync).Acts("failBack", "Moves the pool back to its best tier.");
    }

    private static Task<ActionResult> FailoverAsync(
        HttpContext context, string pool, bool? persist,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] FailoverBody? body) =>
        OperatorActs.DoAsync(context, persist, Given.InRange("tier", body?.Tier, 0, Limits.TierMax) is { } tier
            ? new TierWanted(pool, tier)
            : new FailoverWanted(pool));

    private static Task<ActionResult> FailbackAsync(
        HttpContext context, string pool, bool? persist,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] EmptyBody? body) =>
        OperatorActs.DoAsync(context, persist, new FailbackWanted(pool));
}
