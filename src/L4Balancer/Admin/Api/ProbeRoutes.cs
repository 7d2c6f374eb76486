using L4Balancer.Admin.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Api;

/// <summary>
/// The routes for upstream load balancers, orchestrators and keepalived. They need no token, and reveal nothing that a
/// client of the listeners could not find out anyway.
/// </summary>
internal static class ProbeRoutes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapRead("/healthz", HealthAsync).Says("getHealth", "Whether the loops are running.").Needs(AdminRole.None)
            .Produces<string>(200, "text/plain").Refuses(503);
        app.MapRead("/readyz", Ready).Says("getReadiness", "Whether the balancer is ready for clients.")
            .Needs(AdminRole.None).Produces<Readiness>().Produces<Readiness>(503);
        app.MapRead("/v1/whoami", WhoAmI)
            .Says("whoAmI", "The role of this request's token.").Needs(AdminRole.None).Refuses(429);
    }

    private static async Task<IResult> HealthAsync(HttpContext context)
    {
        using var deadline = new CancellationTokenSource(Patience, context.Of<TimeProvider>());
        using var end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        if (await context.Operations().IsTurningAsync(end.Token)) return Results.Text("ok\n");
        throw new RequestRefusedException(
            StatusCodes.Status503ServiceUnavailable, $"a loop did not respond within {Patience.TotalSeconds} s");
    }

    private static Identity WhoAmI(HttpContext context)
    {
        var caller = Caller.Of(context);
        caller.RefuseGuesses();
        return caller.Identity;
    }

    private static IResult Ready(HttpContext context)
    {
        var reasons = context.Operations().WhyNotReady();
        var status = reasons.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return Results.Json(new Readiness(reasons.Count == 0, reasons), ApiJson.Options, statusCode: status);
    }
}

/// <summary>Whether clients should be sent here.</summary>
/// <param name="Ready">Whether they should.</param>
/// <param name="Reasons">Why not; empty if ready.</param>
public sealed record Readiness(bool Ready, IReadOnlyList<string> Reasons);
