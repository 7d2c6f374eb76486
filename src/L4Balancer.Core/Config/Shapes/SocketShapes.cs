using System.Text.Json.Nodes;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>A range of ports: <c>20000-60000</c>.</summary>
internal sealed class PortRangeShape : ScalarShape<PortRange>
{
    public override string Expectation => "a range of ports such as 20000-60000";

    public override Parsed<PortRange> Parse(string text)
    {
        var dash = text.IndexOf('-');
        if (dash < 0 || PortOf(text[..dash]) is not { } first || PortOf(text[(dash + 1)..]) is not { } last)
            return new NotParsed("is not a range of ports");
        return first <= last ? new PortRange(first, last) : new NotParsed("ends before it begins");
    }

    public override string Format(PortRange value) => value.ToString();

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^[0-9]{1,5}-[0-9]{1,5}$" };

    private static int? PortOf(string text) =>
        DigitText.Parse<ushort>(text) is { } port and > 0 ? port : null;
}

/// <summary>Bytes per second: <c>10MiB/s</c>.</summary>
internal sealed class ByteRateShape : ScalarShape<int>
{
    private const string PerSecond = "/s";
    private readonly SizeShape _size = new(1024, 1 << 30);

    public override string Expectation => "a rate from 1KiB/s to 1GiB/s, such as 10MiB/s";

    public override Parsed<int> Parse(string text)
    {
        if (!text.EndsWith(PerSecond, StringComparison.Ordinal)) return new NotParsed("has no /s", Expectation);
        var parsed = _size.Parse(text[..^PerSecond.Length]);
        return parsed.IsGood ? parsed : new NotParsed(parsed.Problem!, Expectation);
    }

    public override string Format(int value) => _size.Format(value) + PerSecond;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^[0-9]+([KMG]i)?B/s$" };
}
