using L4Balancer.Admin.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Security;

/// <summary>
/// Identifies the caller, and checks whether the role is sufficient for the route. A route without a role needs an
/// operator, so that none is accidentally open.
/// </summary>
internal sealed class CallerGuard(RequestDelegate next, AdminSecurity security, WrongTokens wrong)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        var caller = Find(context);
        context.Features.Set(caller);
        if (caller.Role != AdminRole.None) AdminConnection.Of(context).Know();

        // Requests without a route reveal nothing: "not found" and "method not allowed".
        if (context.GetEndpoint() is not RouteEndpoint endpoint) return next(context);
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

        var token = TokenOf(context.Request);
        var role = !security.Tokens.AreUsed ? AdminRole.Reader
            : token is null ? AdminRole.None : security.Tokens.RoleOf(token);
        return new Caller(
            new Identity(role, security.Tokens.AreUsed && role != AdminRole.Operator),
            role == AdminRole.Operator ? "operator via token" : "nobody")
        {
            Wait = role == AdminRole.None && token is not null
                ? wrong.Count(context.Connection.RemoteIpAddress)
                : null,
        };
    }

    /// <summary>Null if there is none.</summary>
    private static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var isToken = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        return isToken ? header[Scheme.Length..].Trim() : null;
    }

    private RequestRefusedException WhyNot(HttpContext context, Caller caller)
    {
        if (caller.Role != AdminRole.None)
        {
            return new RequestRefusedException(
                StatusCodes.Status403Forbidden,
                security.Tokens.AreUsed
                    ? "this requires an operator's token"
                    : "over TCP without a token access is read-only; use the unix socket or operator-token-file");
        }

        caller.RefuseGuesses();
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Task.CompletedTask;
        });
        return new RequestRefusedException(
            StatusCodes.Status401Unauthorized, "a valid token is required: Authorization: Bearer TOKEN");
    }
}
