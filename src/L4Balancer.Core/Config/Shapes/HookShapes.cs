using System.Text.Json.Nodes;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>A word of a command: the program, or one of its arguments as it is, which may be empty.</summary>
internal sealed class CommandWordShape : ScalarShape<string>
{
    public override string Expectation => "a text without a null character";

    public override Parsed<string> Parse(string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? new NotParsed("has a null character") : text;

    /// <summary>An argument may be a password, a path is not.</summary>
    public override bool IsSecret(string value) => !value.StartsWith('/');

    public override string Format(string value) => value;

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = AnyText };
}

/// <summary>The URL of a hook: whoever knows it can usually post there, so all of it is a secret.</summary>
internal sealed class HookUrlShape : ScalarShape<Uri>
{
    private readonly UrlShape _url = new();

    public override string Expectation => "a URL such as https://chat.example.com/hooks/KEY";

    public override Parsed<Uri> Parse(string text) => _url.Parse(text);

    public override bool IsSecret(Uri value) => true;

    public override string Format(Uri value) => _url.Format(value);

    public override JsonObject Schema(SchemaDefinitions definitions) => _url.Schema(definitions);
}
