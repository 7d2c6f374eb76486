using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Values;

/// <summary>A key or an item of a model with what is below it.</summary>
internal sealed class ValueNode(string name, bool isItem)
{
    private readonly List<ValueNode> _children = [];

    /// <summary>The key; of an item what tells it from the others of its list.</summary>
    public string Name { get; } = name;

    public bool IsItem { get; } = isItem;

    /// <summary>An item whose name is one of its values, not its place in the list.</summary>
    public bool IsNamed { get; init; }

    public IReadOnlyList<ValueNode> Children => _children;

    /// <summary>The value; null for what is not set, and for what has children that are no single values.</summary>
    public string? Text { get; private init; }

    public bool IsSecret { get; private init; }

    public bool IsDefault { get; private init; }

    /// <summary>Has keys, or items with keys, below it.</summary>
    public bool IsBranch => _children.Count > 0 && !IsListOfValues;

    /// <summary>A list of which every item is a single value: told as one.</summary>
    public bool IsListOfValues => _children.Count > 0 && _children[0] is { IsItem: true, Text: not null };

    /// <summary>What stands in a path for this step.</summary>
    public string Segment => IsItem ? $"[{Name}]" : "." + Words.Show(Name);

    public static ValueNode OfValue(string key, WrittenValue value) =>
        new(key, isItem: false) { Text = value.Text, IsSecret = value.IsSecret, IsDefault = value.IsDefault };

    public static ValueNode OfItem(string text) => new(text, isItem: true) { Text = text };

    public static ValueNode NotSet(string key) => new(key, isItem: false) { IsDefault = true };

    public void Add(ValueNode child) => _children.Add(child);

    /// <summary>The value of a node that is no branch, as it is shown; null when it is not set.</summary>
    public string? Shown()
    {
        if (IsListOfValues) return string.Join(", ", _children.Select(c => c.Text));
        return IsSecret ? WrittenValue.Hidden : Text;
    }

    /// <summary>Whether two nodes that are no branches have the same value.</summary>
    public bool HasSameValue(ValueNode other) =>
        string.Equals(Text, other.Text, StringComparison.Ordinal)
        && _children.Select(c => c.Text).SequenceEqual(other._children.Select(c => c.Text), StringComparer.Ordinal);
}
