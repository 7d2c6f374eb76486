using System.Text.Json.Nodes;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>The type of a key's value: how it is read, written, and described to an editor.</summary>
internal abstract class Shape
{
    /// <summary>
    /// What is accepted, as shown in parentheses after an error: <c>a whole number from 1 to 100</c>.
    /// </summary>
    public abstract string Expectation { get; }

    /// <summary>Returns a JSON Schema for values of this shape, a new node on every call.</summary>
    public abstract JsonObject Schema(SchemaDefinitions definitions);
}

/// <summary>A shape whose values have a model type.</summary>
internal abstract class Shape<T> : Shape
{
    /// <summary>Reads a written value; returns false if an error was reported and there is no usable value.</summary>
    public abstract bool TryRead(Place place, ConfigReading reading, out T value);

    /// <summary>Writes the key with its value.</summary>
    /// <param name="usual">The default, for a comment; unused if there is none.</param>
    public abstract void Write(ConfigWriter writer, string key, T value, T? usual, bool hasDefault);

    /// <summary>A default as text; null if it is a section or nothing.</summary>
    public virtual string? DefaultText(T value) => null;

    /// <summary>A default as JSON; null if it is a section or nothing.</summary>
    public virtual JsonNode? DefaultJson(T value) => null;
}

/// <summary>A shape whose values can also be list items.</summary>
internal abstract class ItemShape<T> : Shape<T>
{
    /// <summary>Writes the value as an item of a list.</summary>
    /// <param name="name">The name of the item; null to use its index.</param>
    public abstract void WriteItem(ConfigWriter writer, string? name, T value);
}
