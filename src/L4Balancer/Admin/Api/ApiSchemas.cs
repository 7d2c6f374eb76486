using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace L4Balancer.Admin.Api;

/// <summary>The schemas of request and response bodies, each once, by the name of its type.</summary>
internal sealed class ApiSchemas
{
    private static readonly JsonSerializerOptions Options =
        new(ApiJson.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    public JsonObject All { get; } = [];

    /// <summary>A reference to the schema of a type; text and lists are inlined.</summary>
    public JsonNode Of(Type type)
    {
        if (type == typeof(string)) return new JsonObject { ["type"] = "string" };
        if (type.IsGenericType)
            return new JsonObject { ["type"] = "array", ["items"] = Of(type.GetGenericArguments()[0]) };
        if (!All.ContainsKey(type.Name)) All[type.Name] = Options.GetJsonSchemaAsNode(type);
        return new JsonObject { ["$ref"] = $"#/components/schemas/{type.Name}" };
    }
}
