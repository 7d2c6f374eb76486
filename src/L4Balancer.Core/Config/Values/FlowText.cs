using System.Text;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Values;

/// <summary>
/// The explicit settings of a part of a model, on one line of YAML: <c>{ address: a:80, weight: 2 }</c>.
/// </summary>
internal static class FlowText
{
    /// <summary>Defaults are omitted; an item with no settings but its name is written as its name.</summary>
    public static string Of(ValueNode node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return text.ToString();
    }

    private static void Write(ValueNode node, StringBuilder text)
    {
        if (node.IsListOfValues)
        {
            text.Append('[').AppendJoin(", ", node.Children.Select(c => Words.ToYaml(c.Text!))).Append(']');
            return;
        }

        if (!node.IsBranch)
        {
            text.Append(Words.ToYaml(node.Shown() ?? ""));
            return;
        }

        var isList = node.Children[0].IsItem;
        var set = node.Children.Where(IsSet).ToList();
        if (node.IsNamed && set is [{ Text: { } only }] && only == node.Name) text.Append(Words.ToYaml(only));
        else if (set.Count == 0) text.Append("{}");
        else WriteAll(set, isList, text);
    }

    private static void WriteAll(List<ValueNode> set, bool isList, StringBuilder text)
    {
        var opening = isList ? "[" : "{ ";
        foreach (var child in set)
        {
            text.Append(opening);
            if (!isList) text.Append(Words.ToYaml(child.Name)).Append(": ");
            Write(child, text);
            opening = ", ";
        }

        text.Append(isList ? "]" : " }");
    }

    private static bool IsSet(ValueNode node) =>
        node.IsItem || node.IsListOfValues || (node.IsBranch ? node.Children.Any(IsSet) : !node.IsDefault);
}
