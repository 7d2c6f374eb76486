using System.Text.Encodings.Web;
using System.Text.Json;
using L4Balancer.Core.Config.Keys;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config;

/// <summary>
/// The JSON Schema (draft 2020-12) of the config, for editors that complete and check YAML. It is generated from the
/// description that the reader uses; rules that compare parts of the file are left to <see cref="ConfigReader"/>.
/// </summary>
public static class ConfigSchema
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        // The text goes into a file, never into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write()
    {
        var definitions = new SchemaDefinitions();
        var root = BalancerKeys.Shape.SectionSchema(definitions);
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", "l4balancer");
        root["$defs"] = definitions.Nodes;
        return root.ToJsonString(Indented) + "\n";
    }
}
