using System.Text.Json.Nodes;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>What can stand at a key: how it is read, written, and told to an editor.</summary>
internal abstract class Shape
{
    /// <summary>
    /// What would be right, as it stands in brackets behind an error: <c>a whole number from 1 to 100</c>.
    /// </summary>
    public abstract string Expectation { get; }

    /// <summary>A JSON Schema for values of this shape, a new node with every call.</summary>
    public abstract JsonObject Schema(SchemaDefinitions definitions);
}

/// <summary>A shape whose values have a type in the model.</summary>
internal abstract class Shape<T> : Shape
{
    /// <summary>Reads a value that is written; false when an error was reported and there is nothing to use.</summary>
    public abstract bool TryRead(Place place, ConfigReading reading, out T value);

    /// <summary>Tells the key with its value.</summary>
    /// <param name="usual">The default, to be told in a comment; meaningless when there is none.</param>
    public abstract void Write(ConfigWriter writer, string key, T value, T? usual, bool hasDefault);

    /// <summary>A default as text; null when it is a section or nothing.</summary>
    public virtual string? DefaultText(T value) => null;

    /// <summary>A default as JSON; null when it is a section or nothing.</summary>
    public virtual JsonNode? DefaultJson(T value) => null;
}

/// <summary>A shape whose values can also stand in a list.</summary>
internal abstract class ItemShape<T> : Shape<T>
{
    /// <summary>Writes the value as an item of a list.</summary>
    /// <param name="name">What tells it from the others; null is its place among them.</param>
    public abstract void WriteItem(ConfigWriter writer, string? name, T value);
}
