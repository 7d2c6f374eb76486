using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>A text on one line.</summary>
/// <param name="expectation">What it is, for messages.</param>
/// <param name="isSecret">Whether it may contain a password.</param>
internal sealed class TextShape(int max, string expectation, bool isSecret = false) : ScalarShape<string>
{
    public override string Expectation => expectation;

    public override Parsed<string> Parse(string text)
    {
        if (text.Length == 0) return new NotParsed("is empty");
        if (text.Length > max) return new NotParsed($"is longer than {max} characters");
        return Shown.IsPrintable(text) ? text : new NotParsed("has an invisible character");
    }

    public override bool IsSecret(string value) => isSecret;

    public override string Format(string value) => value;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = AnyText, ["minLength"] = 1 };
}

/// <summary>A regular expression that never takes longer than linear time.</summary>
internal sealed class RegexShape : ScalarShape<string>
{
    public override string Expectation => "a regular expression without backreferences and lookarounds";

    public override Parsed<string> Parse(string text)
    {
        if (text.Length == 0) return new NotParsed("is empty");
        try
        {
            _ = new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return text;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return new NotParsed("is not a regular expression of this kind");
        }
    }

    public override string Format(string value) => value;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = AnyText, ["minLength"] = 1 };
}

/// <summary>An IP address with a port.</summary>
internal sealed class IpEndpointShape : ScalarShape<NetAddress>
{
    private readonly BackendAddressShape _address = new();

    public override string Expectation => "an IP address with a port, such as 10.0.0.1:26379";

    public override Parsed<NetAddress> Parse(string text)
    {
        var parsed = _address.Parse(text);
        if (!parsed.IsGood) return new NotParsed(parsed.Problem!);
        return parsed.Value.Fixed is { UnixPath: null } address
            ? address
            : new NotParsed("is not an IP address with a port");
    }

    public override string Format(NetAddress value) => value.ToString();

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^(\\[[0-9A-Fa-f:.]+\\]|[0-9.]+):[0-9]{1,5}$" };
}
