using System.Collections;
using System.Text.Json.Nodes;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>
/// A section of the file: the single description of its keys, which drives the reader with its hints, the JSON Schema,
/// the printed effective config and the reference page. Filled by a collection initialiser, one line per key; never
/// changed afterwards.
/// </summary>
/// <param name="name">The name of the section in the JSON Schema.</param>
/// <param name="doc">One sentence for the operator.</param>
/// <param name="blank">The empty section: the source of every default.</param>
/// <param name="shorthand">The key for a single value written in place of the section; null makes that an
/// error.</param>
/// <param name="complete">Rules for more than one key; may report errors, and may complete the section.</param>
/// <param name="schemaRules">Rules of the JSON Schema for more than one key.</param>
internal sealed class ObjectShape<T>(
    string name, string doc, T blank, string? shorthand = null, Func<T, Place, ConfigReading, T>? complete = null,
    Action<JsonObject>? schemaRules = null)
    : ItemShape<T>, IEnumerable<Field<T>>
    where T : class
{
    private readonly Dictionary<string, Field<T>> _byKey = new(StringComparer.Ordinal);
    private readonly List<Field<T>> _fields = [];

    public T Blank { get; } = blank;

    public string Name { get; } = name;

    public string Doc { get; } = doc;

    public IReadOnlyList<Field<T>> Fields => _fields;

    public override string Expectation => shorthand is null
        ? $"a mapping of {KnownKeys}"
        : $"{_byKey[shorthand].Shape.Expectation}, or a mapping with {shorthand}";

    private string KnownKeys => string.Join(", ", _byKey.Keys);

    public void Add<TValue>(
        string key, Shape<TValue> shape, string doc, Func<T, TValue?> get, Func<T, TValue, T> set,
        FieldKind kind = FieldKind.Optional) =>
        Add(new Field<T, TValue>(key, shape, doc, get, set, kind));

    public void Add(Field<T> field)
    {
        _byKey.Add(field.Key, field);
        _fields.Add(field);
    }

    public override bool TryRead(Place place, ConfigReading reading, out T value) =>
        TryRead(place, reading, Blank, out value);

    /// <summary>
    /// Reads the section into <paramref name="start"/>. Valid keys are used even if others are wrong.
    /// </summary>
    public bool TryRead(Place place, ConfigReading reading, T start, out T value)
    {
        value = start;
        if (shorthand is not null && place.Node is ScalarNode { IsEmpty: false })
        {
            value = _byKey[shorthand].Read(value, place, reading);
        }
        else if (MappingKeys.Read(place, reading, Expectation) is { } entries)
        {
            foreach (var (key, at) in entries) value = ReadKey(value, key, at, reading);
            RequireKeys(place, reading);
        }
        else
        {
            return false;
        }

        if (complete is not null) value = complete(value, place, reading);
        reading.Remember(value, place);
        return true;
    }

    public override void Write(ConfigWriter writer, string key, T value, T? usual, bool hasDefault) =>
        writer.Section(key, () => WriteFields(writer, value, usual ?? Blank));

    public override void WriteItem(ConfigWriter writer, string? name, T value) =>
        writer.Item(name, () => WriteFields(writer, value, Blank));

    public void WriteFields(ConfigWriter writer, T value, T usual)
    {
        foreach (var field in _fields) field.Write(value, usual, writer);
    }

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var section = definitions.Reference(Name, () => SectionSchema(definitions));
        if (shorthand is null) return section;
        return new JsonObject { ["anyOf"] = new JsonArray(_byKey[shorthand].Shape.Schema(definitions), section) };
    }

    public JsonObject SectionSchema(SchemaDefinitions definitions)
    {
        var properties = new JsonObject();
        foreach (var field in _fields) properties[field.Key] = field.Schema(Blank, definitions);
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["description"] = Doc,
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        var required = _fields.Where(f => f.Kind == FieldKind.Required).Select(f => (JsonNode)f.Key).ToArray();
        if (required.Length > 0) schema["required"] = new JsonArray(required);
        schemaRules?.Invoke(schema);
        return schema;
    }

    public IEnumerator<Field<T>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private T ReadKey(T value, string key, Place at, ConfigReading reading)
    {
        if (_byKey.TryGetValue(key, out var field)) return field.Read(value, at, reading);
        if (reading.IsFull)
        {
            reading.KeyError(at, "unknown key", null);
            return value;
        }

        var nearest = NearestName.Of(key, _byKey.Keys);
        reading.KeyError(
            at, "unknown key", nearest is null ? $"known here: {KnownKeys}" : $"did you mean {nearest}?");
        return value;
    }

    private void RequireKeys(Place place, ConfigReading reading)
    {
        foreach (var field in _fields)
        {
            if (field.Kind != FieldKind.Required || place.Has(field.Key)) continue;
            reading.KeyError(place.Of(field.Key), "is missing", field.Shape.Expectation);
        }
    }
}
