using System.Globalization;
using System.Text.Json.Nodes;
using L4Balancer.Core.Config;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Simulation.Scenarios.Reading;

/// <summary>A duration from a microsecond up: <c>250us</c>, or as in the configuration, <c>20ms</c>.</summary>
internal sealed class PreciseDurationShape(TimeSpan max) : ScalarShape<TimeSpan>
{
    private const string Unit = "us";
    private const string UnitsAre = "units are us, ms, s, m, h";

    public override string Expectation => $"a duration from 1us to {Durations.Format(max)}";

    public override Parsed<TimeSpan> Parse(string text)
    {
        var parsed = IsMicroseconds(text, out var value) ? value : DurationText.Parse(text);
        if (!parsed.IsGood) return new NotParsed(parsed.Problem!, $"{Expectation}; {UnitsAre}");
        return parsed.Value > TimeSpan.Zero && parsed.Value <= max ? parsed : new NotParsed("is out of range");
    }

    public override string Format(TimeSpan value) =>
        value.Ticks % TimeSpan.TicksPerMillisecond == 0
            ? Durations.Format(value)
            : string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / TimeSpan.TicksPerMicrosecond}{Unit}");

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };

    private static bool IsMicroseconds(string text, out TimeSpan value)
    {
        value = default;
        if (!text.EndsWith(Unit, StringComparison.Ordinal)) return false;
        var digits = text.AsSpan(0, text.Length - Unit.Length);
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        value = TimeSpan.FromMicroseconds(count);
        return true;
    }
}
