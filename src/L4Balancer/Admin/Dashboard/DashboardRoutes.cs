using L4Balancer.Admin.Api;
using L4Balancer.Admin.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Dashboard;

/// <summary>
/// The page and what belongs to it. No token is needed for them: they are the same for everybody and tell nothing; what
/// the page shows it asks the API for.
/// </summary>
internal static class DashboardRoutes
{
    /// <summary>
    /// The page runs no script and takes no style but its own files, asks nobody else, is in nobody's frame, and its
    /// scripts cannot make HTML of text.
    /// </summary>
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapRead("/", PageAsync).Says("getPage", "The dashboard.").Needs(AdminRole.None)
            .Produces<string>(200, "text/html").Produces(304);
        app.MapRead("/assets/{file}", AssetAsync).Says("getPageFile", "A file of the dashboard.").Needs(AdminRole.None)
            .Produces<string>(200, "text/javascript", "text/css").Produces(304).Refuses(404);
    }

    private static Task PageAsync(HttpContext context) => SendAsync(context, DashboardFiles.Find(""));

    private static Task AssetAsync(HttpContext context, string file) => SendAsync(context, DashboardFiles.Find(file));

    private static async Task SendAsync(HttpContext context, DashboardFile? file)
    {
        var response = context.Response;
        if (file is null)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // A browser asks each time whether it still has the right one: page and scripts are never of two versions.
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = file.ETag;
        response.Headers.ContentSecurityPolicy = ContentPolicy;
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(file.ETag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = file.ContentType;
        response.ContentLength = file.Content.Length;
        await response.Body.WriteAsync(file.Content, context.RequestAborted);
    }
}
