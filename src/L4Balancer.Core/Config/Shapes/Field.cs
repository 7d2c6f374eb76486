using System.Text.Json.Nodes;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>The role of a key in its section.</summary>
internal enum FieldKind
{
    /// <summary>May be omitted; the model's initialiser has the default.</summary>
    Optional,

    /// <summary>Required; it has no default.</summary>
    Required,

    /// <summary>Has no default; a rule of its section decides when it is required.</summary>
    Conditional,

    /// <summary>Another way to write a neighbouring key: read, but never printed.</summary>
    Alias,
}

/// <summary>One key of a section of type <typeparamref name="TOwner"/>.</summary>
internal abstract class Field<TOwner>(string key, string doc, FieldKind kind)
{
    public string Key { get; } = key;

    /// <summary>One sentence for the operator.</summary>
    public string Doc { get; } = doc;

    public FieldKind Kind { get; } = kind;

    public abstract Shape Shape { get; }

    /// <summary>Reads this key into the section and returns it; unchanged if an error was reported.</summary>
    public abstract TOwner Read(TOwner owner, Place place, ConfigReading reading);

    public abstract void Write(TOwner owner, TOwner usual, ConfigWriter writer);

    /// <summary>The default as text; null if there is none.</summary>
    public abstract string? DefaultText(TOwner usual);

    public abstract JsonObject Schema(TOwner usual, SchemaDefinitions definitions);

    /// <summary>The same key in a section that contains this key's section.</summary>
    public abstract Field<TOuter> Lift<TOuter>(
        Func<TOuter, TOwner> inner, Func<TOuter, TOwner, TOuter> withInner, FieldKind kind);
}

/// <summary>A key whose value is of type <typeparamref name="TValue"/>.</summary>
/// <param name="get">Returns null if nothing is set and the shape has no word for that.</param>
internal sealed class Field<TOwner, TValue>(
    string key, Shape<TValue> shape, string doc, Func<TOwner, TValue?> get, Func<TOwner, TValue, TOwner> set,
    FieldKind kind)
    : Field<TOwner>(key, doc, kind)
{
    public override Shape Shape => shape;

    public override TOwner Read(TOwner owner, Place place, ConfigReading reading) =>
        shape.TryRead(place, reading, out var value) ? set(owner, value) : owner;

    public override void Write(TOwner owner, TOwner usual, ConfigWriter writer)
    {
        if (Kind == FieldKind.Alias) return;
        var value = get(owner);
        if (value is null && DefaultText(owner) is null) writer.NotSet(Key);
        else shape.Write(writer, Key, value!, get(usual), Kind == FieldKind.Optional);
    }

    public override string? DefaultText(TOwner usual) =>
        Kind == FieldKind.Optional ? shape.DefaultText(get(usual)!) : null;

    public override JsonObject Schema(TOwner usual, SchemaDefinitions definitions)
    {
        var schema = shape.Schema(definitions);
        schema["description"] = Doc;
        if (Kind == FieldKind.Optional && shape.DefaultJson(get(usual)!) is { } json) schema["default"] = json;
        return schema;
    }

    public override Field<TOuter> Lift<TOuter>(
        Func<TOuter, TOwner> inner, Func<TOuter, TOwner, TOuter> withInner, FieldKind kind) =>
        new Field<TOuter, TValue>(
            Key, shape, Doc, outer => get(inner(outer)),
            (outer, value) => withInner(outer, set(inner(outer), value)), kind);
}
