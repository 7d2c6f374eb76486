using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Api;

/// <summary>The path and query parameters of a route in the description of the API.</summary>
internal static class ApiParameters
{
    public static JsonArray Of(RouteEndpoint endpoint) =>
    [
        .. InPath(endpoint).Select(name => Describe(name, "path", typeof(string))),
        .. QueryOf(endpoint).Select(parameter => Describe(parameter.Name, "query", parameter.Type)),
    ];

    public static IReadOnlyList<QueryParameter> QueryOf(RouteEndpoint endpoint) =>
    [
        .. ParametersOf(endpoint.Metadata.GetMetadata<MethodInfo>())
            .Select(p => new QueryParameter(
                p.GetCustomAttribute<FromQueryAttribute>()?.Name ?? Camel(p.Name!),
                Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType))
            .Where(p => !InPath(endpoint).Contains(p.Name)),
    ];

    private static IEnumerable<string> InPath(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.Parameters.Select(p => p.Name);

    private static IEnumerable<ParameterInfo> ParametersOf(MethodInfo? handler)
    {
        foreach (var parameter in handler?.GetParameters() ?? [])
        {
            if (parameter.ParameterType == typeof(HttpContext)) continue;
            if (parameter.ParameterType == typeof(IBalancerOperations)) continue;
            if (parameter.GetCustomAttribute<FromBodyAttribute>() is not null) continue;
            if (parameter.GetCustomAttribute<AsParametersAttribute>() is null) yield return parameter;
            else foreach (var part in parameter.ParameterType.GetConstructors()[0].GetParameters()) yield return part;
        }
    }

    private static JsonObject Describe(string name, string place, Type type) => new()
    {
        ["name"] = name,
        ["in"] = place,
        ["required"] = place == "path",
        ["schema"] = new JsonObject { ["type"] = WordOf(type) },
    };

    private static string WordOf(Type type) =>
        type == typeof(bool) ? "boolean"
        : type == typeof(int) || type == typeof(long) ? "integer"
        : type == typeof(double) ? "number" : "string";

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}

/// <summary>A parameter of a query.</summary>
/// <param name="Type">Its type; never nullable.</param>
internal sealed record QueryParameter(string Name, Type Type);
