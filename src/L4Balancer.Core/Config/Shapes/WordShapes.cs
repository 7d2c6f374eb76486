using System.Text.Json;
using System.Text.Json.Nodes;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>One of the values of an enum, written in kebab-case.</summary>
/// <param name="except">Values that are not accepted.</param>
internal sealed class ChoiceShape<T>(params T[] except) : ScalarShape<T>
    where T : struct, Enum
{
    private static readonly string[] AllNames =
        [.. Enum.GetValues<T>().Select(v => JsonNamingPolicy.KebabCaseLower.ConvertName(v.ToString()))];

    private readonly T[] _values = [.. Enum.GetValues<T>().Except(except)];

    public override string Expectation => $"one of {string.Join(", ", Names)}";

    private string[] Names => [.. _values.Select(Format)];

    public override Parsed<T> Parse(string text)
    {
        foreach (var value in _values)
        {
            if (Format(value) == text) return value;
        }

        var nearest = NearestName.Of(text, Names);
        return new NotParsed("is not known", nearest is null ? null : $"{Expectation}; did you mean {nearest}?");
    }

    /// <summary>The word of a value.</summary>
    public static string Word(T value) => AllNames[Array.IndexOf(Enum.GetValues<T>(), value)];

    public override string Format(T value) => Word(value);

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["enum"] = new JsonArray([.. Names.Select(n => (JsonNode)n)]) };
}

/// <summary>One of a few texts.</summary>
internal sealed class ChoiceTextShape(params string[] values) : ScalarShape<string>
{
    public override string Expectation => $"one of {string.Join(", ", values)}";

    public override Parsed<string> Parse(string text) => values.Contains(text) ? text : new NotParsed("is not known");

    public override string Format(string value) => value;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["enum"] = new JsonArray([.. values.Select(v => (JsonNode)v)]) };
}

/// <summary><c>true</c> or <c>false</c>; the yes, no, on and off of YAML 1.1 are errors.</summary>
internal sealed class SwitchShape : ScalarShape<bool>
{
    public override string Expectation => "true or false";

    public override Parsed<bool> Parse(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => new NotParsed("is neither true nor false"),
    };

    public override string Format(bool value) => value ? "true" : "false";

    public override JsonNode DefaultJson(bool value) => JsonValue.Create(value);

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "boolean" };
}

/// <summary>A value, or a word for no value: <c>auto</c>.</summary>
internal sealed class OrWordShape<T>(string word, ScalarShape<T> inner) : ScalarShape<T?>
    where T : struct
{
    public override string Expectation => $"{word}, or {inner.Expectation}";

    public override Parsed<T?> Parse(string text) => text == word ? default(T?) : inner.Parse(text).Map(v => (T?)v);

    public override string Format(T? value) => value is { } some ? inner.Format(some) : word;

    public override string DefaultText(T? value) => Format(value);

    public override JsonNode? DefaultJson(T? value) => value is { } some ? inner.DefaultJson(some) : word;

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = word }, inner.Schema(definitions)) };
}
