using System.Net;
using L4Balancer.Admin.Api;
using L4Balancer.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace L4Balancer.Admin.Security;

/// <summary>
/// Refuses illegitimate requests before they are processed: too many at once, a host name that is not
/// ours, another site's page that sends requests through an operator's browser.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next, AdminSecurity security, TimeProvider time)
{
    private readonly RequestRate _rate = new(Limits.AdminRequestsPerSecond, Limits.AdminRequestBurst, time);

    public Task InvokeAsync(HttpContext context)
    {
        // Browsers cannot reach a unix socket, and anyone who can open it is an operator: it stays usable.
        if (!Entrance.Of(context).IsUnix)
        {
            if (!_rate.TryTake(out var wait))
            {
                throw new RequestRefusedException(
                    StatusCodes.Status429TooManyRequests, "too many requests")
                { RetryAfter = wait };
            }

            CheckHost(context.Request.Headers.Host.ToString());
            CheckOrigin(context.Request);
        }

        return next(context);
    }

    /// <summary>
    /// Another site can make its own name resolve to this machine, so that its pages have the same origin as ours
    /// (DNS rebinding); but its requests carry its own name. An IP address is not a name, so any is accepted; and
    /// a missing name, as in old probes, never comes from a browser.
    /// </summary>
    private void CheckHost(string host)
    {
        var name = NameOf(host);
        var isOurs = name.Length == 0 || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || IPAddress.TryParse(name.Trim('[', ']'), out _) || IsListed(name);
        if (isOurs) return;
        throw new RequestRefusedException(
            StatusCodes.Status421MisdirectedRequest,
            $"{Shown.Quoted(name)} is not a host name of this balancer; add it to admin.hosts in the config");
    }

    /// <summary>
    /// Pages of other origins can neither read nor act; there are no CORS headers that would allow it.
    /// </summary>
    private void CheckOrigin(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        var isForeign = site is not ("" or "same-origin" or "none")
            || IsForeign(origin, request.Headers.Host.ToString());
        if (!isForeign && !request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod)) return;
        var page = origin.Length == 0 ? "another origin" : $"the origin {Shown.Quoted(origin)}";
        throw new RequestRefusedException(
            StatusCodes.Status403Forbidden,
            $"a page of {page} is not allowed to act here; if a proxy serves this balancer under that name, "
            + "add it to admin.hosts");
    }

    /// <summary>A proxy may have set Host to another name than the one that its clients, and the page, use.</summary>
    private bool IsForeign(string origin, string host)
    {
        if (origin.Length == 0) return false;
        var scheme = origin.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return true;
        var authority = origin[(scheme + 3)..];
        return !authority.Equals(host, StringComparison.OrdinalIgnoreCase) && !IsListed(NameOf(authority));
    }

    private bool IsListed(string name) => security.Hosts.Any(
        listed => NameOf(listed).Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The part before the port, without a trailing dot. As it was sent: the framework makes
    /// Unicode of xn--, and throws where it cannot.
    /// </summary>
    private static string NameOf(string authority)
    {
        var end = authority.StartsWith('[') ? authority.IndexOf(']') + 1 : authority.LastIndexOf(':');
        var name = end > 0 ? authority[..end] : authority;
        return name.EndsWith('.') ? name[..^1] : name;
    }
}
