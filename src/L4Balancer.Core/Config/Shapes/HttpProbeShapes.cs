using System.Globalization;
using System.Text.Json.Nodes;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>A path of a URL, with its query.</summary>
internal sealed class UrlPathShape : ScalarShape<string>
{
    public override string Expectation => "a path such as /healthz?full=1";

    public override Parsed<string> Parse(string text)
    {
        if (!text.StartsWith('/')) return new NotParsed("does not begin with /");
        foreach (var c in text)
        {
            if (c is <= ' ' or >= '\x7f' or '#') return new NotParsed("has a character that must be percent-encoded");
        }

        return text.Length <= Limits.ProbeBytesMax ? text : new NotParsed("is too long");
    }

    /// <summary>A query may contain an access key.</summary>
    public override bool IsSecret(string value) => value.Contains('?', StringComparison.Ordinal);

    public override string Format(string value) => value;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^/[!-~]*$" };
}

/// <summary>A header of a request, as <c>Name: value</c>.</summary>
internal sealed class HttpHeaderShape : ScalarShape<string>
{
    private const string TokenMarks = "!#$%&'*+-.^_`|~";

    public override string Expectation => "a header such as \"X-Role: probe\"";

    public override Parsed<string> Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !text[..colon].All(IsTokenCharacter)) return new NotParsed("has no name before a colon");
        foreach (var c in text)
        {
            if (c is < ' ' or >= '\x7f') return new NotParsed("has a character that no header may have");
        }

        return text.Length <= Limits.ProbeBytesMax ? text : new NotParsed("is too long");
    }

    /// <summary>A header may contain a login.</summary>
    public override bool IsSecret(string value) => true;

    public override string Format(string value) => value;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ -~]*$" };

    /// <summary>RFC 9110, section 5.6.2.</summary>
    private static bool IsTokenCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || TokenMarks.Contains(c, StringComparison.Ordinal);
}

/// <summary>HTTP status codes and ranges of them: <c>200-299,401</c>.</summary>
internal sealed class StatusSetShape : ScalarShape<StatusSet>
{
    public override string Expectation => "status codes such as 200, 200-299 or 200,401";

    public override Parsed<StatusSet> Parse(string text)
    {
        var ranges = new List<StatusRange>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !TryParse(ends[0], out var first) || !TryParse(ends[^1], out var last))
                return new NotParsed("is not a set of status codes from 100 to 599");
            if (last < first) return new NotParsed("has a range that ends before it begins");
            ranges.Add(new StatusRange(first, last));
        }

        return new StatusSet(new ValueList<StatusRange>(ranges));
    }

    public override string Format(StatusSet value) => value.ToString();

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["type"] = new JsonArray("string", "integer"),
        ["pattern"] = "^[1-5][0-9][0-9](-[1-5][0-9][0-9])?(,[1-5][0-9][0-9](-[1-5][0-9][0-9])?)*$",
    };

    private static bool TryParse(string text, out int status) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out status)
        && status is >= 100 and <= 599;
}
