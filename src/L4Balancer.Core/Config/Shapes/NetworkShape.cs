using System.Net;
using System.Text.Json.Nodes;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>A network, or an address as the network of itself.</summary>
internal sealed class NetworkShape : ScalarShape<IPNetwork>
{
    public override string Expectation => "an IP address or a network such as 10.1.0.0/16 or fd00::/8";

    public override Parsed<IPNetwork> Parse(string text) =>
        ClientNetwork.Parse(text, out var problem) is { } network ? network : new NotParsed(problem!);

    public override string Format(IPNetwork value) => value.ToString();

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^\\[?[0-9A-Fa-f:.]+\\]?(/[0-9]{1,3})?$" };
}
