using System.Text;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Import;

/// <summary>Prints parts as YAML, with the origin of each line in a comment.</summary>
internal sealed class YamlPrinter
{
    private const int FlowMax = 80;
    private const int CommentColumn = 48;

    private readonly StringBuilder _text = new();

    /// <summary>The part of each line, from line 1.</summary>
    public List<YamlPart?> Lines { get; } = [];

    public string Print(YamlPart root)
    {
        Keys(root, "");
        return _text.ToString();
    }

    /// <param name="first">What the first line begins with.</param>
    private void Keys(YamlPart mapping, string indent, string? first = null)
    {
        foreach (var (key, part) in mapping.Keys)
        {
            if (part.IsEmpty) continue;
            var head = (first ?? indent) + Words.ToYaml(key) + ":";
            first = null;
            if (Flow(part) is { } flow)
            {
                // Every list of values may also be a single value.
                Line($"{head} {flow}", part);
                continue;
            }

            Line(head, part);
            if (part.Items.Count > 0) Items(part, indent + "  ");
            else Keys(part, indent + "  ");
        }
    }

    private void Items(YamlPart list, string indent)
    {
        foreach (var item in list.Items)
        {
            if (FlowItem(item) is { } flow) Line($"{indent}- {flow}", item);
            else Keys(item, indent + "  ", indent + "- ");
        }
    }

    /// <summary>A value or a list of values; null for what needs lines of its own.</summary>
    private static string? Flow(YamlPart part)
    {
        if (part.Value is { } value) return Words.ToYaml(value);
        if (part.Items.Count == 0 || part.Items.Any(item => item.Value is null)) return null;
        if (part.Items is [{ Value: { } only }]) return Words.ToYaml(only);
        var flow = $"[{string.Join(", ", part.Items.Select(item => Words.ToYaml(item.Value!)))}]";
        return flow.Length <= FlowMax ? flow : null;
    }

    /// <summary>An item of values on one line; null for what needs lines of its own.</summary>
    private static string? FlowItem(YamlPart item)
    {
        if (item.Value is { } value) return Words.ToYaml(value);
        if (item.Keys is [{ Key: "address", Part.Value: { } address }]) return Words.ToYaml(address);
        var keys = item.Keys.Select(k => (k.Key, Flow: Flow(k.Part))).ToList();
        if (keys.Any(k => k.Flow is null)) return null;
        var flow = $"{{ {string.Join(", ", keys.Select(k => $"{k.Key}: {k.Flow}"))} }}";
        return flow.Length <= FlowMax + 20 ? flow : null;
    }

    private void Line(string line, YamlPart part)
    {
        Lines.Add(part);
        var origin = part.From ?? part.Items.FirstOrDefault()?.From;
        var isOrigin = origin is not null && (part.Value is not null || part.Items.Count == 0 || part.From is not null
            || part.Items[0].Value is not null);
        _text.Append(line);
        if (isOrigin) _text.Append(' ', Math.Max(1, CommentColumn - line.Length)).Append(Comment(origin!));
        _text.Append('\n');
    }

    private static string Comment(Statement origin)
    {
        var path = origin.File;
        var name = path[(path.LastIndexOf('/') + 1)..];
        return $"# {new string([.. name.Select(c => c is > ' ' and <= '~' ? c : '?')])}:{origin.Line}";
    }
}
