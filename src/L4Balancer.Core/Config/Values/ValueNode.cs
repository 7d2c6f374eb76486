using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Values;

/// <summary>A key or a list item of a model with its children.</summary>
internal sealed class ValueNode(string name, bool isItem)
{
    private readonly List<ValueNode> _children = [];

    /// <summary>The key, or the name of a list item.</summary>
    public string Name { get; } = name;

    public bool IsItem { get; } = isItem;

    /// <summary>Whether it is an item whose name is one of its values, not its index.</summary>
    public bool IsNamed { get; init; }

    public IReadOnlyList<ValueNode> Children => _children;

    /// <summary>The value; null if not set, or if it has children that are not single values.</summary>
    public string? Text { get; private init; }

    public bool IsSecret { get; private init; }

    public bool IsDefault { get; private init; }

    /// <summary>Whether it has keys, or items with keys, below it.</summary>
    public bool IsBranch => _children.Count > 0 && !IsListOfValues;

    /// <summary>Whether it is a list of single values, treated as one value.</summary>
    public bool IsListOfValues => _children.Count > 0 && _children[0] is { IsItem: true, Text: not null };

    /// <summary>The segment of this node in a path.</summary>
    public string Segment => IsItem ? $"[{Name}]" : "." + Words.Show(Name);

    public static ValueNode OfValue(string key, WrittenValue value) =>
        new(key, isItem: false) { Text = value.Text, IsSecret = value.IsSecret, IsDefault = value.IsDefault };

    public static ValueNode OfItem(string text, bool isSecret) =>
        new(text, isItem: true) { Text = text, IsSecret = isSecret };

    public static ValueNode NotSet(string key) => new(key, isItem: false) { IsDefault = true };

    public void Add(ValueNode child) => _children.Add(child);

    /// <summary>The value of a leaf, as shown; null if not set.</summary>
    public string? Shown()
    {
        if (IsListOfValues) return string.Join(", ", _children.Select(c => c.Shown()));
        return IsSecret ? WrittenValue.Hidden : Text;
    }

    /// <summary>Whether two leaves have the same value.</summary>
    public bool HasSameValue(ValueNode other) =>
        string.Equals(Text, other.Text, StringComparison.Ordinal)
        && _children.Select(c => c.Text).SequenceEqual(other._children.Select(c => c.Text), StringComparer.Ordinal);
}
