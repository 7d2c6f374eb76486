using System.Net;
using System.Text.Json.Nodes;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>The IP address of a single host.</summary>
internal sealed class IpShape : ScalarShape<IPAddress>
{
    public override string Expectation => "an IP address such as 10.0.0.1 or fd00::1";

    public override Parsed<IPAddress> Parse(string text)
    {
        var host = text.Contains(':') && !text.StartsWith('[') ? $"[{text}]" : text;
        if (!AddressText.LooksLikeIp(host)) return new NotParsed("is not an IP address");
        var ip = AddressText.ParseIp(host);
        if (!ip.IsGood) return new NotParsed(ip.Problem!);
        return AddressText.IsUnicast(ip.Value) ? ip : new NotParsed("is not the address of a single host");
    }

    public override string Format(IPAddress value) => value.ToString();

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^\\[?[0-9A-Fa-f:.]+\\]?$" };
}
