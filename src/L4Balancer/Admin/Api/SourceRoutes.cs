using L4Balancer.Admin.Model;
using L4Balancer.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Api;

/// <summary>The route for the sources of connections.</summary>
internal static class SourceRoutes
{
    public static void Map(RouteGroupBuilder v1) =>
        v1.MapRead("/sources", List)
            .Says("listSources", "The sources of connections with the most sessions, connections or refusals.")
            .Refuses(400, 404, 422);

    private static SourceReport List(HttpContext context, string? listener, string? order, int? limit)
    {
        var operations = context.Operations();
        if (listener is not null && !operations.ListenerNames.Contains(listener))
            throw NotThere.Listener(listener, operations.ListenerNames);
        var all = new SourceQuery();
        return operations.ListSources(all with
        {
            Listener = listener,
            Order = Given.Word("order", order, all.Order),
            Limit = Given.InRange("limit", limit, 1, Limits.SourcesListedMax) ?? all.Limit,
        });
    }
}
