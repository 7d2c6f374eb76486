using System.Text.Json.Nodes;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>A single scalar value.</summary>
internal abstract class ScalarShape<T> : ItemShape<T>
{
    /// <summary>
    /// The JSON Schema type of a text that may look like something else: without quotes, <c>6</c> and <c>true</c> are
    /// no strings in YAML, and are read as texts nevertheless.
    /// </summary>
    protected static JsonArray AnyText => ["string", "number", "boolean"];

    public abstract Parsed<T> Parse(string text);

    /// <summary>Returns a text that <see cref="Parse"/> reads back as this value.</summary>
    public abstract string Format(T value);

    /// <summary>Whether the value may contain a password.</summary>
    public virtual bool IsSecret(T value) => false;

    public override bool TryRead(Place place, ConfigReading reading, out T value)
    {
        value = default!;
        if (place.Node is not ScalarNode scalar || scalar.IsEmpty)
        {
            reading.Error(place, place.Node!.IsEmpty ? "is empty" : $"is {place.Node.Kind}", Expectation);
            return false;
        }

        var parsed = Parse(scalar.Text);
        value = parsed.Value;
        if (parsed.IsGood) return true;
        reading.Error(place, $"{Words.Show(scalar.Text)} {parsed.Problem}", parsed.Remedy ?? Expectation);
        return false;
    }

    public override void Write(ConfigWriter writer, string key, T value, T? usual, bool hasDefault)
    {
        var usualText = hasDefault ? DefaultText(usual!) : null;
        writer.Value(key, new WrittenValue(Format(value), hasDefault, usualText, IsSecret(value)));
    }

    public override void WriteItem(ConfigWriter writer, string? name, T value) =>
        writer.ItemValue(Format(value), IsSecret(value));

    public override string? DefaultText(T value) => value is null ? null : Format(value);

    public override JsonNode? DefaultJson(T value) => DefaultText(value) is { } text ? JsonValue.Create(text) : null;
}
