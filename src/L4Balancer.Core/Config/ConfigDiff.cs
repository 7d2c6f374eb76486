using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Values;

namespace L4Balancer.Core.Config;

/// <summary>Lists the differences between two configs.</summary>
public static class ConfigDiff
{
    /// <summary>Maximum length of the single line for a part that exists on one side only.</summary>
    private const int ShownMax = 400;

    /// <summary>
    /// In the order of the reference; empty if nothing changes for any session. Time and memory grow with the size of
    /// both configs.
    /// </summary>
    public static IReadOnlyList<ConfigDifference> Between(BalancerConfig before, BalancerConfig after)
    {
        var differences = new List<ConfigDifference>();
        Compare("", ValueTree.Of(before), ValueTree.Of(after), differences);
        return differences;
    }

    private static void Compare(string path, ValueNode before, ValueNode after, List<ConfigDifference> differences)
    {
        if (before.IsBranch && after.IsBranch)
        {
            CompareChildren(path, before, after, differences);
        }
        else if (before.IsBranch || after.IsBranch || !before.HasSameValue(after))
        {
            differences.Add(new ConfigDifference(path, Show(before), Show(after)));
        }
    }

    private static void CompareChildren(
        string path, ValueNode before, ValueNode after, List<ConfigDifference> differences)
    {
        var left = after.Children.ToDictionary(child => child.Name, StringComparer.Ordinal);
        var kept = new List<string>();
        foreach (var child in before.Children)
        {
            var below = Place.PathOf(path, child.Segment);
            if (left.Remove(child.Name, out var same))
            {
                Compare(below, child, same, differences);
                kept.Add(child.Name);
            }
            else
            {
                differences.Add(new ConfigDifference(below, Show(child), null));
            }
        }

        foreach (var child in after.Children)
        {
            if (left.ContainsKey(child.Name))
                differences.Add(new ConfigDifference(Place.PathOf(path, child.Segment), null, Show(child)));
        }

        if (before.Children[0].IsItem) CompareOrder(path, kept, after, left, differences);
    }

    /// <summary>The order of a list matters: policy first uses it.</summary>
    private static void CompareOrder(
        string path, List<string> before, ValueNode after, Dictionary<string, ValueNode> added,
        List<ConfigDifference> differences)
    {
        var order = after.Children.Select(c => c.Name).Where(name => !added.ContainsKey(name)).ToList();
        if (before.SequenceEqual(order, StringComparer.Ordinal)) return;
        differences.Add(new ConfigDifference(path, ShowOrder(before), ShowOrder(order)));
    }

    private static string ShowOrder(List<string> names) => Shorten(string.Join(", ", names));

    private static string? Show(ValueNode node) =>
        node.IsBranch ? Shorten(FlowText.Of(node)) : node.Shown();

    private static string Shorten(string text) =>
        text.Length <= ShownMax ? text : string.Concat(text.AsSpan(0, ShownMax), "...");
}
