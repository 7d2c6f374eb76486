using System.Globalization;
using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;
using L4Balancer.Core.Config.Values;

namespace L4Balancer.Core.Config.Editing;

/// <summary>The list of backends of one pool in the text of a valid config.</summary>
internal sealed class BackendListText(string text, SequenceNode list, PoolConfig pool)
{
    private readonly TextLines _lines = new(text);

    /// <exception cref="EditRefusedException">The path to it contains an anchor.</exception>
    public static BackendListText Find(string text, ConfigNode root, PoolConfig pool)
    {
        var inPools = Step(Step(root, BalancerKeys.Pools), pool.Name);
        var holder = inPools ?? Step(Step(root, BalancerKeys.Listeners), pool.Name);
        return new BackendListText(text, (SequenceNode)Step(holder, PoolKeys.Backends)!, pool);
    }

    public string Add(BackendConfig backend)
    {
        var written = FlowText.Of(ValueTree.Of(backend));
        return list.IsFlow ? FlowListText.Add(_lines, list, written) : BlockListText.Add(_lines, list, written);
    }

    public string Remove(BackendAddress entry)
    {
        var index = IndexOf(entry);
        RefuseShared(list.Items[index]);
        if (list.Items[index] is MappingNode mapping)
        {
            foreach (var key in mapping.Entries) RefuseShared(key.Value);
        }

        return list.IsFlow ? FlowListText.Remove(_lines, list, index) : BlockListText.Remove(_lines, list, index);
    }

    public string SetWeight(SetBackendWeight set)
    {
        var entry = list.Items[IndexOf(set.Entry)];
        RefuseShared(entry);
        var weight = (set.Weight ?? SetBackendWeight.Default).ToString(CultureInfo.InvariantCulture);
        if (entry is ScalarNode address)
        {
            return _lines.Put(
                address.Span,
                $"{{ {BackendKeys.Address}: {InBraces(address)}, {BackendKeys.Weight}: {weight} }}");
        }

        if (Step(entry, BackendKeys.Weight) is { } written) return _lines.Put(written.Span, weight);
        return Insert((MappingNode)entry, $"{BackendKeys.Weight}: {weight}");
    }

    /// <summary>After the address, which every backend has.</summary>
    private string Insert(MappingNode entry, string weight)
    {
        var address = (ScalarNode)Step(entry, BackendKeys.Address)!;
        RefuseTextBlock(address);
        return entry.IsFlow
            ? text.Insert(address.Span.End, ", " + weight)
            : _lines.PutBelow(address.Span.End, _lines.IndentTo(entry.Span.Start) + weight);
    }

    /// <summary>
    /// The address as it is written, unless braces would end it: block style allows commas and brackets.
    /// </summary>
    private string InBraces(ScalarNode address)
    {
        RefuseTextBlock(address);
        var written = _lines.Between(address.Span.Start, address.Span.End);
        var isQuoted = written[0] is '"' or '\'';
        var isSafe = !written.ContainsAny("\r\n") && (isQuoted || !written.ContainsAny(",[]{}"));
        return isSafe ? written.ToString() : Words.ToYaml(address.Text);
    }

    private int IndexOf(BackendAddress entry)
    {
        var index = 0;
        while (!pool.Backends[index].Address.Equals(entry)) index++;
        return index;
    }

    /// <summary>The value of a key; null if it is not written.</summary>
    private static ConfigNode? Step(ConfigNode? from, string key)
    {
        if (from is not MappingNode mapping) return null;
        foreach (var entry in mapping.Entries)
        {
            if (entry.Key is not ScalarNode written || written.Text != key) continue;
            RefuseShared(entry.Value);
            return entry.Value;
        }

        return null;
    }

    /// <summary>An anchored text may be used in other places too, and would change there as well.</summary>
    private static void RefuseShared(ConfigNode node)
    {
        if (node.IsAnchored)
            throw new EditRefusedException($"Line {node.At.Line} has an anchor or an alias");
    }

    private static void RefuseTextBlock(ScalarNode node)
    {
        if (node.IsTextBlock)
            throw new EditRefusedException($"On line {node.At.Line} the address is a block scalar");
    }
}
