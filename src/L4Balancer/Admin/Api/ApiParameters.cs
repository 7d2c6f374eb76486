using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Api;

/// <summary>The parameters of a route in the description of the API: of its path and of its query.</summary>
internal static class ApiParameters
{
    public static JsonArray Of(RouteEndpoint endpoint)
    {
        var inPath = endpoint.RoutePattern.Parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var parameters = new JsonArray([.. inPath.Select(name => Describe(name, "path", typeof(string)))]);
        foreach (var parameter in QueryOf(endpoint.Metadata.GetMetadata<MethodInfo>()))
        {
            var name = parameter.GetCustomAttribute<FromQueryAttribute>()?.Name ?? Camel(parameter.Name!);
            if (!inPath.Contains(name)) parameters.Add(Describe(name, "query", parameter.ParameterType));
        }

        return parameters;
    }

    private static IEnumerable<ParameterInfo> QueryOf(MethodInfo? handler)
    {
        foreach (var parameter in handler?.GetParameters() ?? [])
        {
            if (parameter.ParameterType == typeof(HttpContext)) continue;
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
        ["schema"] = new JsonObject { ["type"] = WordOf(Nullable.GetUnderlyingType(type) ?? type) },
    };

    private static string WordOf(Type type) =>
        type == typeof(bool) ? "boolean"
        : type == typeof(int) || type == typeof(long) ? "integer"
        : type == typeof(double) ? "number" : "string";

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
