using System.Text.Json.Nodes;
using L4Balancer.Admin.Dashboard;
using L4Balancer.Admin.Metrics;
using L4Balancer.Admin.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Api;

/// <summary>All routes of the API.</summary>
internal static class ApiRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        ProbeRoutes.Map(app);
        MetricRoutes.Map(app);
        DashboardRoutes.Map(app);
        var v1 = app.MapGroup("/v1").Needs(AdminRole.Reader);
        v1.AddEndpointFilter(ETag.MarkAsync);
        StatusRoutes.Map(v1);
        EventRoutes.Map(v1);
        CapacityRoutes.Map(v1);
        SessionRoutes.Map(v1);
        SourceRoutes.Map(v1);
        ConfigRoutes.Map(v1);
        BackendRoutes.Map(v1);
        PoolRoutes.Map(v1);
        app.MapRead("/openapi.json", (HttpContext context) => Results.Json(DocumentOf(context), ApiJson.Options))
            .Says("getDescription", "This description.").Needs(AdminRole.None)
            .Produces<string>(200, "application/json");
    }

    private static JsonObject DocumentOf(HttpContext context) =>
        ApiDocument.Of(context.Of<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>());
}
