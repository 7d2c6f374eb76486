namespace L4Balancer.Core.Config.Shapes;

/// <summary>
/// Is told a model by the description of its keys, in the order of the description: the one way out of a model, from
/// which come the printed config, the list of values and the differences.
/// </summary>
internal abstract class ConfigWriter
{
    public abstract void Value(string key, WrittenValue value);

    /// <summary>A key that is left out by default, and is.</summary>
    public abstract void NotSet(string key);

    /// <summary>A key with keys, or with items, below it.</summary>
    public abstract void Section(string key, Action writeContent);

    /// <summary>An item of a list that has keys of its own.</summary>
    /// <param name="name">What tells it from the others of its list; null is its place among them.</param>
    public abstract void Item(string? name, Action writeContent);

    /// <summary>An item of a list that is a single value.</summary>
    public abstract void ItemValue(string text);
}

/// <summary>A single value as text.</summary>
/// <param name="HasDefault">False for what must be written; <paramref name="Usual"/> means nothing then.</param>
/// <param name="Usual">The default; null when nothing is set by default.</param>
/// <param name="IsSecret">It may hold a password, and is for the eyes of who may read the file.</param>
internal readonly record struct WrittenValue(string Text, bool HasDefault, string? Usual, bool IsSecret)
{
    /// <summary>What is shown for a secret.</summary>
    public const string Hidden = "(hidden)";

    public bool IsDefault => HasDefault && string.Equals(Text, Usual, StringComparison.Ordinal);
}
