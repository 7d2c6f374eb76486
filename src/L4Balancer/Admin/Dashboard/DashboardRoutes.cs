using L4Balancer.Admin.Api;
using L4Balancer.Admin.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Dashboard;

/// <summary>
/// The page and its assets. They need no token: they are the same for everyone and contain no data;
/// the page gets its data from the API.
/// </summary>
internal static class DashboardRoutes
{
    /// <summary>
    /// The page uses only scripts and styles from its own files, contacts no other host, cannot be framed, and its
    /// scripts cannot turn text into HTML.
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

        // The browser revalidates each time, so that page and scripts are always of the same version.
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
