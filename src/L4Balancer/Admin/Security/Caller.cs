using L4Balancer.Admin.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace L4Balancer.Admin.Security;

/// <summary>The sender of a request.</summary>
/// <param name="Actor">The name in the journal: <c>operator via unix socket, uid 1000</c>.</param>
internal sealed record Caller(Identity Identity, string Actor)
{
    public AdminRole Role => Identity.Role;

    /// <summary>After too many wrong tokens, how long to wait before the next attempt; else null.</summary>
    public TimeSpan? Wait { get; init; }

    public static Caller Of(HttpContext context) => context.Features.GetRequiredFeature<Caller>();

    /// <summary>Called before answers that reveal whether a token is right.</summary>
    /// <exception cref="RequestRefusedException">There were too many wrong tokens.</exception>
    public void RefuseGuesses()
    {
        if (Wait is not { } wait) return;
        throw new RequestRefusedException(
            StatusCodes.Status429TooManyRequests, "wrong token, after too many wrong tokens from this address")
        { RetryAfter = wait };
    }
}
