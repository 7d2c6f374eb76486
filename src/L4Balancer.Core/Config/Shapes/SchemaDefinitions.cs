using System.Text.Json.Nodes;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>
/// The <c>$defs</c> of a JSON Schema: every section is described once and referenced wherever it may appear.
/// </summary>
internal sealed class SchemaDefinitions
{
    public JsonObject Nodes { get; } = [];

    public JsonObject Reference(string name, Func<JsonObject> describe)
    {
        if (!Nodes.ContainsKey(name)) Nodes[name] = describe();
        return new JsonObject { ["$ref"] = "#/$defs/" + name };
    }
}
