using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using ActionResult = L4Balancer.Admin.Model.ActionResult;

namespace L4Balancer.Admin.Api;

/// <summary>The actions on a backend.</summary>
internal static class BackendRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var backends = v1.MapGroup("/pools/{pool}/backends");
        backends.MapPost("/", AddAsync)
            .Acts("addBackend", "Adds a backend while the balancer runs.", StatusCodes.Status201Created);
        backends.MapDelete("/{backend}", RemoveAsync)
            .Acts("removeBackend", "Removes an entry; running sessions continue.");
        backends.MapPost("/{backend}/drain", DrainAsync)
            .Acts("drainBackend", "Stops new sessions; running sessions are ended at the deadline.");
        backends.MapPost("/{backend}/maintenance", MaintainAsync)
            .Acts("maintainBackend", "Stops new sessions until the backend is set ready.");
        backends.MapPost("/{backend}/ready", SetReadyAsync).Acts("readyBackend", "Ends a drain or maintenance.");
        backends.MapPost("/{backend}/weight", WeighAsync)
            .Acts("weighBackend", "Sets the weight, overriding the config.");
        backends.MapPost("/{backend}/reset-sessions", ResetAsync)
            .Acts("resetSessions", "Ends the running sessions with RST.");
    }

    private static async Task<IResult> AddAsync(
        HttpContext context, string pool, [FromBody] BackendBody body, bool? persist)
    {
        var entry = new BackendConfig { Address = Given.Entry("address", body.Address) };
        entry = entry with
        {
            Weight = Given.Weight(body.Weight) ?? entry.Weight,
            Tier = Given.InRange("tier", body.Tier, 0, Limits.TierMax) ?? entry.Tier,
            MaxConnections = Given.InRange("maxConnections", body.MaxConnections, 0, Limits.ConnectionsMax)
                ?? entry.MaxConnections,
        };
        var result = await OperatorActs.DoAsync(context, persist, new BackendAddWanted(pool, entry));
        var place = $"/v1/pools/{Uri.EscapeDataString(pool)}/backends/{Uri.EscapeDataString($"{entry.Address}")}";
        return Results.Created(place, result);
    }

    private static Task<ActionResult> RemoveAsync(HttpContext context, string pool, string backend, bool? persist) =>
        OperatorActs.DoAsync(context, persist, new BackendRemoveWanted(pool, Given.Entry("backend", backend)));

    private static Task<ActionResult> DrainAsync(
        HttpContext context, string pool, string backend, bool? persist,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] DrainBody? body) =>
        OperatorActs.DoAsync(context, persist, new IntentWanted(pool, Given.Address(backend), BackendIntent.Drain)
        {
            Deadline = Given.Seconds("deadlineSeconds", body?.DeadlineSeconds, Limits.DrainDeadlineMax),
            Rate = Rate(body?.Rate),
        });

    private static Task<ActionResult> MaintainAsync(
        HttpContext context, string pool, string backend, bool? persist,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] EmptyBody? body) =>
        OperatorActs.DoAsync(
            context, persist, new IntentWanted(pool, Given.Address(backend), BackendIntent.Maintenance));

    private static Task<ActionResult> SetReadyAsync(
        HttpContext context, string pool, string backend, bool? persist,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] EmptyBody? body) =>
        OperatorActs.DoAsync(context, persist, new IntentWanted(pool, Given.Address(backend), BackendIntent.Ready));

    private static Task<ActionResult> WeighAsync(
        HttpContext context, string pool, string backend, bool? persist, [FromBody] WeightBody body) =>
        OperatorActs.DoAsync(
            context, persist, new WeightWanted(pool, Given.Address(backend), Given.Weight(body.Weight)));

    private static Task<ActionResult> ResetAsync(
        HttpContext context, string pool, string backend, bool? persist,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ResetBody? body) =>
        OperatorActs.DoAsync(context, persist, new SessionResetWanted(pool, Given.Address(backend), Rate(body?.Rate)));

    private static int? Rate(int? rate) => Given.InRange("rate", rate, 1, Limits.ConnectionsMax);
}
