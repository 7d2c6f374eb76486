using System.Globalization;
using System.Text.Json.Nodes;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>A whole number within a range.</summary>
internal sealed class WholeNumberShape(int min, int max) : ScalarShape<int>
{
    public override string Expectation => $"a whole number from {min} to {max}";

    public override Parsed<int> Parse(string text)
    {
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9')) return new NotParsed("is not a whole number");
        var isInRange = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max;
        return isInRange ? number : new NotParsed("is out of range");
    }

    public override string Format(int value) => value.ToString(CultureInfo.InvariantCulture);

    public override JsonNode DefaultJson(int value) => JsonValue.Create(value);

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max };
}

/// <summary>A decimal number within a range.</summary>
internal sealed class FactorShape(double min, double max) : ScalarShape<double>
{
    public override string Expectation => string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}");

    public override Parsed<double> Parse(string text)
    {
        // With an exponent, as in YAML, and as small numbers are printed.
        const NumberStyles style =
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent;
        if (text.Contains('\0') // Which the framework takes at the end.
            || !double.TryParse(text, style, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            return new NotParsed("is not a number");
        }

        return number >= min && number <= max ? number : new NotParsed("is out of range");
    }

    public override string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public override JsonNode DefaultJson(double value) => JsonValue.Create(value);

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "number", ["minimum"] = min, ["maximum"] = max };
}

/// <summary>A number of bytes with its unit: <c>64KiB</c>.</summary>
internal sealed class SizeShape(int min, int max) : ScalarShape<int>
{
    private const string UnitsAre = "units are B, KiB, MiB, GiB";

    private static readonly (string Unit, long Bytes)[] Units =
        [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];

    public override string Expectation => $"a size from {Format(min)} to {Format(max)}, such as 64KiB";

    public override Parsed<int> Parse(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits < 0 && text.Length > 0) return new NotParsed("has no unit", $"{Expectation}; {UnitsAre}");
        foreach (var (unit, bytes) in Units)
        {
            if (digits <= 0 || !text.AsSpan(digits).SequenceEqual(unit)) continue;
            var isNumber = int.TryParse(
                text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count);
            var size = count * bytes;
            return isNumber && size >= min && size <= max ? (int)size : new NotParsed("is out of range");
        }

        return new NotParsed("is not a size", $"{Expectation}; {UnitsAre}");
    }

    public override string Format(int value)
    {
        foreach (var (unit, bytes) in Units)
        {
            if (value >= bytes && value % bytes == 0) return $"{value / bytes}{unit}";
        }

        return "0B";
    }

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^[0-9]+([KMG]i)?B$" };
}
