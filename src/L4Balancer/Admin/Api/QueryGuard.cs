using System.Collections.Concurrent;
using System.Globalization;
using L4Balancer.Admin.Security;
using L4Balancer.Core;
using L4Balancer.Core.Config.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace L4Balancer.Admin.Api;

/// <summary>
/// Refuses a query with an unknown or invalid parameter: <c>reload?dryrun=true</c>
/// must not reload. Public routes are exempt: they ignore the query, and their clients may add
/// one to bypass caches.
/// </summary>
internal sealed class QueryGuard(RequestDelegate next)
{
    private readonly ConcurrentDictionary<RouteEndpoint, IReadOnlyList<QueryParameter>> _known = new();

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Query.Count > 0 && context.GetEndpoint() is RouteEndpoint endpoint
            && endpoint.Metadata.GetMetadata<NeededRole>()?.Role != AdminRole.None)
        {
            var known = _known.GetOrAdd(endpoint, ApiParameters.QueryOf);
            foreach (var (name, values) in context.Request.Query) Check(name, values, known);
        }

        return next(context);
    }

    private static void Check(string name, StringValues values, IReadOnlyList<QueryParameter> known)
    {
        var parameter = known.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw Refuse(name, "there is no such parameter here" + Hint(name, known));
        if (values.Count > 1) throw Refuse(parameter.Name, "is given more than once");
        if (string.IsNullOrEmpty(values[0])) throw Refuse(parameter.Name, "has no value");
        if (ExpectationOf(parameter.Type, values[0]!) is { } expectation)
            throw Refuse(parameter.Name, $"{Shown.Quoted(values[0]!)} is not {expectation}");
    }

    private static string Hint(string name, IReadOnlyList<QueryParameter> known)
    {
        if (known.Count == 0) return "; this route has none";
        var names = known.Select(p => p.Name).ToArray();
        return NearestName.Of(name, names) is { } nearest
            ? $"; did you mean {nearest}?"
            : $"; known: {string.Join(", ", names)}";
    }

    /// <summary>Returns what is accepted; null if the value is valid.</summary>
    private static string? ExpectationOf(Type type, string value)
    {
        if (type == typeof(bool)) return bool.TryParse(value, out _) ? null : "true or false";
        var invariant = CultureInfo.InvariantCulture;
        if (type == typeof(int)) return int.TryParse(value, invariant, out _) ? null : "a whole number";
        if (type == typeof(long)) return long.TryParse(value, invariant, out _) ? null : "a whole number";
        if (type == typeof(double)) return double.TryParse(value, invariant, out _) ? null : "a number";
        return null;
    }

    private static RequestRefusedException Refuse(string name, string what) =>
        new(StatusCodes.Status400BadRequest, $"{Shown.Of(name)}: {what}") { Field = name };
}
