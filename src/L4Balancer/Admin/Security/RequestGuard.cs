using System.Net;
using L4Balancer.Admin.Api;
using L4Balancer.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace L4Balancer.Admin.Security;

/// <summary>
/// Refuses what no rightful client sends, before anybody looks at the request: too many at once, a name that is not
/// ours, another site's page that asks through the browser of an operator.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next, AdminSecurity security, TimeProvider time)
{
    private readonly RequestRate _rate = new(Limits.AdminRequestsPerSecond, Limits.AdminRequestBurst, time);

    public Task InvokeAsync(HttpContext context)
    {
        // A unix socket is out of a browser's reach, and whoever may open it is an operator: it stays usable.
        if (!Entrance.Of(context).IsUnix)
        {
            if (!_rate.TryTake(out var wait))
            {
                throw new RequestRefusedException(
                    StatusCodes.Status429TooManyRequests, "too many requests")
                { RetryAfter = wait };
            }

            CheckHost(context.Request.Host);
            CheckOrigin(context.Request);
        }

        return next(context);
    }

    /// <summary>
    /// A page of another site can have its own name resolve to this machine, and then is of the same origin as we are
    /// (DNS rebinding); but its requests are for its own name. A number is nobody's name, so any address is fine; and
    /// no browser leaves the name out, as old probes do.
    /// </summary>
    private void CheckHost(HostString host)
    {
        var name = host.Host;
        var isOurs = name.Length == 0 || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || IPAddress.TryParse(name.Trim('[', ']'), out _)
            || security.Hosts.Contains(name, StringComparer.OrdinalIgnoreCase);
        if (isOurs) return;
        throw new RequestRefusedException(
            StatusCodes.Status421MisdirectedRequest,
            $"\"{name}\" is not a name of this balancer; admin.hosts of the config lists them");
    }

    /// <summary>No page of another origin reads or acts; there are no CORS headers that would allow it.</summary>
    private static void CheckOrigin(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var isForeign = site is not ("" or "same-origin" or "none") || IsForeign(request);
        if (!isForeign && !request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod)) return;
        throw new RequestRefusedException(
            StatusCodes.Status403Forbidden, "a page of another origin may not act here");
    }

    private static bool IsForeign(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0) return false;
        return !Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            || !uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
