using System.Globalization;
using System.Text.Json.Nodes;
using L4Balancer.Admin.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace L4Balancer.Admin.Api;

/// <summary>
/// The machine-readable description of the API (OpenAPI 3.1), generated from the routes themselves, so that it cannot
/// differ from the implementation.
/// </summary>
internal static class ApiDocument
{
    public static JsonObject Of(IEnumerable<RouteEndpoint> endpoints)
    {
        var schemas = new ApiSchemas();
        var paths = new JsonObject();
        foreach (var endpoint in endpoints)
        {
            var path = PathOf(endpoint);
            if (paths[path] is not JsonObject item) paths[path] = item = [];
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
            {
                // Every GET route also answers HEAD.
                if (!HttpMethods.IsHead(method)) item[method.ToLowerInvariant()] = OperationOf(endpoint, schemas);
            }
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "L4Balancer",
                ["version"] = "1",
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.All,
                ["securitySchemes"] = new JsonObject
                {
                    ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                },
            },
        };
    }

    /// <summary>The path as a client writes it.</summary>
    public static string PathOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');

    private static JsonObject OperationOf(RouteEndpoint endpoint, ApiSchemas schemas)
    {
        var operation = new JsonObject
        {
            ["operationId"] = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName,
            ["summary"] = endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary,
            ["parameters"] = ApiParameters.Of(endpoint),
            ["responses"] = ResponsesOf(endpoint, schemas),
        };
        if (endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { RequestType: { } body } accepts)
        {
            operation["requestBody"] = new JsonObject
            {
                ["required"] = !accepts.IsOptional,
                ["content"] = ContentOf("application/json", schemas.Of(body)),
            };
        }

        operation["security"] = endpoint.Metadata.GetMetadata<NeededRole>()?.Role is AdminRole.None
            ? []
            : new JsonArray(new JsonObject { ["token"] = new JsonArray() });
        return operation;
    }

    private static JsonObject ResponsesOf(RouteEndpoint endpoint, ApiSchemas schemas)
    {
        var responses = new JsonObject();
        foreach (var produced in endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>())
        {
            // Several responses with one status are different representations.
            var status = produced.StatusCode.ToString(CultureInfo.InvariantCulture);
            if (responses[status] is not JsonObject response)
            {
                var description = ReasonPhrases.GetReasonPhrase(produced.StatusCode);
                responses[status] = response = new JsonObject { ["description"] = description };
            }

            var type = produced.Type;
            if (type is not null && type != typeof(void) && type != typeof(IResult))
            {
                var contentType = produced.ContentTypes.FirstOrDefault() ?? "application/json";
                response["content"] = ContentOf(contentType, schemas.Of(type));
            }
        }

        return responses;
    }

    private static JsonObject ContentOf(string type, JsonNode schema) =>
        new() { [type] = new JsonObject { ["schema"] = schema } };
}
