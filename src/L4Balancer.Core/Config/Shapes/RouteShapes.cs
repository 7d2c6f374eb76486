using System.Text.Json.Nodes;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>A name that TLS asks for, or <c>*.</c> and a name for all below it; in lower case.</summary>
internal sealed class ServerNameShape : ScalarShape<string>
{
    private const string Wildcard = "*.";

    public override string Expectation => "a name such as db.example.com, or *.example.com for all below it";

    public override Parsed<string> Parse(string text)
    {
        var name = text.ToLowerInvariant();
        if (!name.StartsWith(Wildcard, StringComparison.Ordinal)) return HostName.Parse(name);
        var parsed = HostName.Parse(name[Wildcard.Length..]);
        return parsed.IsGood ? name : parsed;
    }

    public override string Format(string value) => value;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = AnyText, ["pattern"] = "^(\\*\\.)?[A-Za-z0-9_.-]+$" };
}
