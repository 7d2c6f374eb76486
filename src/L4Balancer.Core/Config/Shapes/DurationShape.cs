using System.Text.Json.Nodes;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>
/// A duration within a range, written with its unit: <c>500ms</c>, <c>2s</c>, <c>1m30s</c>. Only 0 needs none.
/// </summary>
internal sealed class DurationShape : ScalarShape<TimeSpan>
{
    private readonly TimeSpan _min;
    private readonly TimeSpan _max;
    private readonly TimeSpan _step;

    private DurationShape(TimeSpan min, TimeSpan max, TimeSpan step)
    {
        _min = min;
        _max = max;
        _step = step;
    }

    public override string Expectation => _min > TimeSpan.Zero
        ? $"a duration from {Format(_min)} to {Format(_max)}{WholeSeconds}"
        : $"0 or a duration up to {Format(_max)}{WholeSeconds}";

    private string WholeSeconds => _step == TimeSpan.FromSeconds(1) ? " in whole seconds" : "";

    public static DurationShape Between(string min, string max) =>
        new(DurationText.Parse(min).Value, DurationText.Parse(max).Value, TimeSpan.FromMilliseconds(1));

    /// <summary>For socket options of the kernel that count seconds.</summary>
    public static DurationShape WholeSecondsBetween(string min, string max) =>
        new(DurationText.Parse(min).Value, DurationText.Parse(max).Value, TimeSpan.FromSeconds(1));

    public override Parsed<TimeSpan> Parse(string text)
    {
        var parsed = DurationText.Parse(text);
        if (!parsed.IsGood) return new NotParsed(parsed.Problem!, $"{Expectation}; {parsed.Remedy}");
        if (parsed.Value < _min || parsed.Value > _max) return new NotParsed("is out of range");
        return parsed.Value.Ticks % _step.Ticks == 0 ? parsed : new NotParsed("is not a whole number of seconds");
    }

    public override string Format(TimeSpan value) => DurationText.Format(value);

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var text = new JsonObject { ["type"] = "string", ["pattern"] = DurationText.Pattern };
        if (_min > TimeSpan.Zero) return text;
        return new JsonObject { ["anyOf"] = new JsonArray(text, new JsonObject { ["const"] = 0 }) };
    }
}
