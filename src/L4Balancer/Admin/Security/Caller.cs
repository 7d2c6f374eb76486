using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace L4Balancer.Admin.Security;

/// <summary>Who sent a request.</summary>
/// <param name="Actor">How the journal names them: <c>operator via unix socket, uid 1000</c>.</param>
internal sealed record Caller(Identity Identity, string Actor)
{
    public AdminRole Role => Identity.Role;

    public static Caller Of(HttpContext context) => context.Features.GetRequiredFeature<Caller>();
}
