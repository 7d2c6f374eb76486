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
        if (name == "*") return new NotParsed("is not a name", "omit sni for every client that speaks TLS");
        var domain = name.StartsWith(Wildcard, StringComparison.Ordinal) ? name[Wildcard.Length..] : name;
        if (AddressText.ParseIp(domain).IsGood || AddressText.ParseIp($"[{domain}]").IsGood)
            return new NotParsed("is an IP address, which clients do not send as a name (RFC 6066)", Expectation);
        return HostName.Parse(domain, "is not a name of TLS") is { IsGood: false } wrong ? wrong : name;
    }

    public override string Format(string value) => value;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = AnyText, ["pattern"] = "^(\\*\\.)?[A-Za-z0-9_.-]+$" };
}
