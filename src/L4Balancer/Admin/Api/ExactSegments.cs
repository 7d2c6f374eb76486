using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace L4Balancer.Admin.Api;

/// <summary>
/// Passes the path segments to the routes decoded exactly once. The server decodes everything except <c>%2F</c>, so
/// that the backends unix:/a/b and unix:/a%2Fb would have the same name.
/// </summary>
internal sealed class ExactSegments(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is RouteEndpoint { RoutePattern: { Parameters.Count: > 0 } pattern })
            Decode(RawPath(context), pattern, context.Request.RouteValues);
        return next(context);
    }

    private static void Decode(string path, RoutePattern pattern, RouteValueDictionary values)
    {
        var segments = path.Trim('/').Split('/');
        if (segments.Length != pattern.PathSegments.Count)
        {
            // The server has resolved dot segments, so the segments can no longer be matched.
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, "the path has empty or dot segments");
        }

        for (var i = 0; i < segments.Length; i++)
        {
            if (pattern.PathSegments[i].Parts is [RoutePatternParameterPart parameter])
                values[parameter.Name] = Uri.UnescapeDataString(segments[i]);
        }
    }

    /// <summary>The path as sent by the client, without the query; RFC 9112, 3.2 also allows a full URL.</summary>
    private static string RawPath(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.AsSpan()[..(target.IndexOf('?') is >= 0 and var query ? query : target.Length)];
        var scheme = path.StartsWith('/') ? -1 : path.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return path.ToString();
        var afterHost = path[(scheme + 3)..];
        return afterHost.IndexOf('/') is >= 0 and var slash ? afterHost[slash..].ToString() : "/";
    }
}
