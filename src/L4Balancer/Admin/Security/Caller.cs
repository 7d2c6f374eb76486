using L4Balancer.Admin.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace L4Balancer.Admin.Security;

/// <summary>Who sent a request.</summary>
/// <param name="Actor">How the journal names them: <c>operator via unix socket, uid 1000</c>.</param>
internal sealed record Caller(Identity Identity, string Actor)
{
    public AdminRole Role => Identity.Role;

    /// <summary>It has sent too many wrong tokens: how long until it should try another one. Else null.</summary>
    public TimeSpan? Wait { get; init; }

    public static Caller Of(HttpContext context) => context.Features.GetRequiredFeature<Caller>();

    /// <summary>For answers that tell a right token from a wrong one.</summary>
    /// <exception cref="RequestRefusedException">There were too many wrong ones.</exception>
    public void RefuseGuesses()
    {
        if (Wait is not { } wait) return;
        throw new RequestRefusedException(
            StatusCodes.Status429TooManyRequests, "the token is wrong, as were too many before it from this address")
        { RetryAfter = wait };
    }
}
