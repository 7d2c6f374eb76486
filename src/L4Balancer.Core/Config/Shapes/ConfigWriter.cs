namespace L4Balancer.Core.Config.Shapes;

/// <summary>
/// Receives a model, key by key, in the order of the description: the only way to write out a model, used for
/// the printed config, the list of values and the differences.
/// </summary>
internal abstract class ConfigWriter
{
    public abstract void Value(string key, WrittenValue value);

    /// <summary>A key that is unset, as by default.</summary>
    public abstract void NotSet(string key);

    /// <summary>A key with keys, or with items, below it.</summary>
    public abstract void Section(string key, Action writeContent);

    /// <summary>An item of a list that has keys of its own.</summary>
    /// <param name="name">Its name within the list; null to use its index.</param>
    public abstract void Item(string? name, Action writeContent);

    /// <summary>An item of a list that is a single value.</summary>
    /// <param name="isSecret">See <see cref="WrittenValue.IsSecret"/>.</param>
    public abstract void ItemValue(string text, bool isSecret);
}

/// <summary>A single value as text.</summary>
/// <param name="HasDefault">False for a required key; <paramref name="Usual"/> is then unused.</param>
/// <param name="Usual">The default; null if nothing is set by default.</param>
/// <param name="IsSecret">Whether it may contain a password, shown only to users who can read the file.</param>
internal readonly record struct WrittenValue(string Text, bool HasDefault, string? Usual, bool IsSecret)
{
    /// <summary>The text shown for a secret.</summary>
    public const string Hidden = "(hidden)";

    public bool IsDefault => HasDefault && string.Equals(Text, Usual, StringComparison.Ordinal);
}
