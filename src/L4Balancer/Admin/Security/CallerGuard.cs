using System.Net;
using L4Balancer.Admin.Api;
using Microsoft.AspNetCore.Http;

namespace L4Balancer.Admin.Security;

/// <summary>
/// Finds out who asks, and whether the route is theirs to ask. A route that names no role needs an operator, so that
/// none is open by oversight.
/// </summary>
internal sealed class CallerGuard(RequestDelegate next, AdminSecurity security, WrongTokens wrong)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        var caller = Find(context);
        context.Features.Set(caller);
        if (context.GetEndpoint() is not { } endpoint) return next(context);
        var needed = endpoint.Metadata.GetMetadata<NeededRole>()?.Role ?? AdminRole.Operator;
        if (caller.Role >= needed) return next(context);
        throw WhyNot(context, caller);
    }

    private Caller Find(HttpContext context)
    {
        if (Entrance.Of(context).IsUnix)
        {
            var user = Entrance.UserOf(context) is { } uid ? $", uid {uid}" : "";
            return new Caller(new Identity(AdminRole.Operator, NeedsToken: false), "operator via unix socket" + user);
        }

        var role = RoleByTcp(context);
        return new Caller(
            new Identity(role, security.Tokens.AreUsed && role != AdminRole.Operator),
            role == AdminRole.Operator ? "operator via token" : "nobody");
    }

    private AdminRole RoleByTcp(HttpContext context)
    {
        if (!security.Tokens.AreUsed) return AdminRole.Reader;
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return AdminRole.None;
        var client = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (!wrong.MayTry(client, out var wait))
        {
            throw new RequestRefusedException(
                StatusCodes.Status429TooManyRequests, "too many wrong tokens from this address")
            { RetryAfter = wait };
        }

        var role = security.Tokens.RoleOf(header[Scheme.Length..].Trim());
        if (role == AdminRole.None) wrong.Count(client);
        return role;
    }

    private RequestRefusedException WhyNot(HttpContext context, Caller caller)
    {
        if (caller.Role != AdminRole.None)
        {
            return new RequestRefusedException(
                StatusCodes.Status403Forbidden,
                security.Tokens.AreUsed
                    ? "this needs the token of an operator"
                    : "by TCP without a token only reading is allowed; use the unix socket or operator-token-file");
        }

        context.Response.OnStarting(() =>
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Task.CompletedTask;
        });
        return new RequestRefusedException(
            StatusCodes.Status401Unauthorized, "this needs a token: Authorization: Bearer TOKEN, or it is not known");
    }
}
