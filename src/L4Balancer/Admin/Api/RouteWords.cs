using L4Balancer.Admin.Model;
using L4Balancer.Admin.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Api;

/// <summary>Describes routes for the API document and for the role check.</summary>
internal static class RouteWords
{
    /// <summary>A read route: HEAD is answered like GET, without the body.</summary>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder app, string pattern, Delegate handler) =>
        app.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], handler);

    /// <param name="id">The unique operation id, used by generated clients.</param>
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder route, string id, string summary) =>
        route.WithName(id).WithSummary(summary);

    public static RouteHandlerBuilder MayMiss(this RouteHandlerBuilder route) =>
        route.Refuses(StatusCodes.Status404NotFound, StatusCodes.Status422UnprocessableEntity);

    /// <summary>An operator's action, which takes a body and returns the result.</summary>
    public static RouteHandlerBuilder Acts(
        this RouteHandlerBuilder route, string id, string summary, int status = 200) =>
        route.Says(id, summary).Needs(AdminRole.Operator)
            .Produces<ActionResult>(status)
            .Refuses(400, 401, 403, 404, 409, 412, 413, 415, 422, 429);

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) route.Produces<Problem>(status, Problem.ContentType);
        return route;
    }

    public static T Needs<T>(this T route, AdminRole role)
        where T : IEndpointConventionBuilder => route.WithMetadata(new NeededRole(role));
}
