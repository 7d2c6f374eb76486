using System.Text.Json.Nodes;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>
/// The name of a listener or a pool. It appears in error paths, logs and metric labels, so it is kept simple.
/// </summary>
internal sealed class NameShape : ScalarShape<string>
{
    public const string Pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

    private const int LengthMax = 64;

    public override string Expectation => "1 to 64 letters, digits, - _ and ., a letter or digit first";

    public override Parsed<string> Parse(string text)
    {
        if (text.Length == 0) return new NotParsed("is empty");
        if (text.Length > LengthMax) return new NotParsed("is too long");
        if (char.IsAsciiLetterOrDigit(text[0]) && text.All(IsAllowed)) return text;
        return new NotParsed("has an invalid character");
    }

    public override string Format(string value) => value;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = AnyText, ["pattern"] = Pattern };

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
