using System.Globalization;
using L4Balancer.Core.Config.Keys;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Values;

/// <summary>Builds a tree of a model's values from the description that the reader uses.</summary>
internal sealed class ValueTree : ConfigWriter
{
    private ValueNode _current = new("", isItem: false);

    public static ValueNode Of(BalancerConfig config)
    {
        var tree = new ValueTree();
        BalancerKeys.Shape.WriteFields(tree, config, BalancerKeys.Shape.Blank);
        return tree._current;
    }

    /// <summary>The entry of one backend.</summary>
    public static ValueNode Of(BackendConfig backend)
    {
        var tree = new ValueTree();
        BackendKeys.Shape.WriteItem(tree, backend.Address.ToString(), backend);
        return tree._current.Children[0];
    }

    public override void Value(string key, WrittenValue value) => _current.Add(ValueNode.OfValue(key, value));

    public override void NotSet(string key) => _current.Add(ValueNode.NotSet(key));

    public override void Section(string key, Action writeContent) =>
        Below(new ValueNode(key, isItem: false), writeContent);

    public override void Item(string? name, Action writeContent)
    {
        var index = _current.Children.Count.ToString(CultureInfo.InvariantCulture);
        Below(new ValueNode(name ?? index, isItem: true) { IsNamed = name is not null }, writeContent);
    }

    public override void ItemValue(string text, bool isSecret) => _current.Add(ValueNode.OfItem(text, isSecret));

    private void Below(ValueNode node, Action writeContent)
    {
        var above = _current;
        above.Add(node);
        _current = node;
        writeContent();
        _current = above;
    }
}
