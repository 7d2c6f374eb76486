using L4Balancer.Admin.Model;
using L4Balancer.Admin.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Api;

/// <summary>The configuration in force, and reading it anew.</summary>
internal static class ConfigRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapRead("/config", (HttpContext context) => context.Operations().Config())
            .Says("getConfig", "The configuration in force, secrets masked.");
        v1.MapPost("/reload", ReloadAsync)
            .Says("reload", "Reads the config file again; a dry run only says what would change.")
            .Needs(AdminRole.Operator).Produces<ReloadReport>().Refuses(400, 401, 403, 412, 413, 415, 422, 429);
    }

    private static async Task<ReloadReport> ReloadAsync(
        HttpContext context, [FromQuery(Name = "dry-run")] bool? dryRun,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] EmptyBody? body)
    {
        var operations = context.Operations();
        if (Given.IfMatch(context) is { } seen && seen != operations.Generation)
            throw OperatorActs.Stale(operations.Generation);
        var report = await operations.ReloadAsync(
            dryRun ?? false, Caller.Of(context).Actor, context.RequestAborted);
        ETag.Set(context, report.Generation);
        if (report.Errors.Count == 0) return report;
        throw new RequestRefusedException(
            StatusCodes.Status422UnprocessableEntity,
            $"{report.Errors.Count} errors: the configuration in force stays")
        { Errors = report.Errors };
    }
}
