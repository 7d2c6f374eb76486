using System.Globalization;
using System.Text.Json.Nodes;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>A whole number with a fixed unit: <c>15%</c>, <c>10/s</c>.</summary>
internal sealed class UnitShape(string unit, int min, int max) : ScalarShape<int>
{
    private readonly WholeNumberShape _number = new(min, max);

    public override string Expectation => $"from {min}{unit} to {max}{unit}";

    public override Parsed<int> Parse(string text) => text.EndsWith(unit, StringComparison.Ordinal)
        ? _number.Parse(text[..^unit.Length])
        : new NotParsed(
            DigitText.Parse<int>(text) is null ? $"does not end with {unit}" : "has no unit",
            $"{Expectation}, such as {Math.Clamp(DigitText.Parse<int>(text) ?? min, min, max)}{unit}");

    public override string Format(int value) => value.ToString(CultureInfo.InvariantCulture) + unit;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = $"^[0-9]+{unit}$" };
}
