using L4Balancer.Admin.Model;
using L4Balancer.Admin.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Api;

/// <summary>The routes for the effective configuration and for reloads.</summary>
internal static class ConfigRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapRead("/config", (HttpContext context) => context.Operations().Config())
            .Says("getConfig", "The effective configuration, with secrets hidden.");
        v1.MapPost("/reload", ReloadAsync)
            .Says("reload", "Reloads the config file; a dry run only reports what would change.")
            .Needs(AdminRole.Operator).Produces<ReloadReport>().Refuses(400, 401, 403, 412, 413, 415, 422, 429);
        v1.MapPost("/upgrade", UpgradeAsync)
            .Says("upgrade", "Starts the program anew, which takes over all sessions; this process ends.")
            .Needs(AdminRole.Operator).Produces<UpgradeReport>().Refuses(400, 401, 403, 412, 413, 415, 422, 429);
    }

    private static async Task<UpgradeReport> UpgradeAsync(
        HttpContext context, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] EmptyBody? body)
    {
        var operations = context.Operations();
        RefuseStale(context, operations);
        var report = await operations.UpgradeAsync(Caller.Of(context).Actor);
        if (report.Errors.Count == 0) return report;
        throw new RequestRefusedException(
            StatusCodes.Status422UnprocessableEntity, "No successor has taken over: this process goes on")
        { Errors = report.Errors };
    }

    private static async Task<ReloadReport> ReloadAsync(
        HttpContext context, [FromQuery(Name = "dry-run")] bool? dryRun,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] EmptyBody? body)
    {
        var operations = context.Operations();
        RefuseStale(context, operations);
        var report = await operations.ReloadAsync(
            dryRun ?? false, Caller.Of(context).Actor, context.RequestAborted);
        ETag.Set(context, report.Generation);
        if (report.Errors.Count == 0) return report;
        throw new RequestRefusedException(
            StatusCodes.Status422UnprocessableEntity,
            $"{(report.Errors.Count == 1 ? "1 error" : $"{report.Errors.Count} errors")}: "
            + "the current configuration stays in effect")
        { Errors = report.Errors };
    }

    private static void RefuseStale(HttpContext context, IBalancerOperations operations)
    {
        if (Given.IfMatch(context) is { } seen && seen != operations.Generation)
            throw OperatorActs.Stale(operations.Generation);
    }
}
