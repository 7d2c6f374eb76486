using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace L4Balancer.Core.Config.Documents;

/// <summary>
/// Builds our own tree from the events of the YAML parser. The only file that uses the YAML library. Aliases are
/// followed by sharing the node, and the size of the fully expanded tree is counted, so that a small
/// file cannot produce a huge one.
/// </summary>
/// <param name="content">The least that a document has, for the message about an empty one.</param>
internal sealed class YamlDocument(string text, string content)
{
    private readonly Parser _parser = new(new StringReader(text));
    private readonly Dictionary<string, ConfigNode?> _anchors = new(StringComparer.Ordinal);
    private TextPosition _last = TextPosition.Start;
    private int _built;

    /// <summary>The span of the event last read.</summary>
    private TextSpan _span;

    /// <summary>
    /// Where the last content ended. The end of a block has no position of its own: the parser reports it at what
    /// follows, behind comments and empty lines.
    /// </summary>
    private int _contentEnd;

    /// <exception cref="DocumentRefusedException">Not YAML, empty, or beyond the limits.</exception>
    public static ConfigNode Parse(string text, string content = "at least one listener")
    {
        var document = new YamlDocument(text, content);
        try
        {
            return document.ReadOnlyDocument();
        }
        catch (Exception e) when (e is not (DocumentRefusedException or OutOfMemoryException))
        {
            // For bad input the library throws other exceptions besides its own (an unclosed list throws
            // InvalidOperationException), and a config file must never cause a crash: any exception means that the
            // text is not YAML.
            throw YamlErrors.Refusal(text, e is YamlException yaml ? PositionOf(yaml.Start) : document._last);
        }
    }

    private ConfigNode ReadOnlyDocument()
    {
        while (Next() is StreamStart or DocumentStart)
        {
        }

        if (_parser.Current is StreamEnd) throw Empty(TextPosition.Start);
        var root = ReadNode(0);
        if (root.IsEmpty) throw Empty(root.At);
        while (Next() is DocumentEnd)
        {
        }

        if (_parser.Current is StreamEnd) return root;
        throw Refuse(_last, "a second document begins here", "one document per file, without another ---");
    }

    private ConfigNode ReadNode(int depth)
    {
        if (depth > Limits.ConfigDepthMax) throw TooDeep(_last);
        Count(_last, ++_built);
        if (_parser.Current is AnchorAlias alias) return Follow(alias.Value.Value, depth);
        var node = (NodeEvent)_parser.Current!;
        var anchor = node.Anchor.IsEmpty ? null : node.Anchor.Value;
        // An anchor is undefined until its end is read: an alias inside it would make an infinite tree.
        if (anchor is not null) _anchors[anchor] = null;
        if (HasTag(node)) throw Refuse(_last, "tags are not supported", "remove the !tag");
        ConfigNode read = node switch
        {
            MappingStart => ReadMapping(depth),
            SequenceStart => ReadSequence(depth),
            _ => ReadScalar((Scalar)node),
        };
        if (anchor is not null) _anchors[anchor] = read;
        return read;
    }

    private ScalarNode ReadScalar(Scalar scalar) => new(_last, scalar.Value, scalar.Style == ScalarStyle.Plain)
    {
        Span = _span,
        IsAnchored = !scalar.Anchor.IsEmpty,
        IsTextBlock = scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded,
    };

    private SequenceNode ReadSequence(int depth)
    {
        var start = (SequenceStart)_parser.Current!;
        var (at, begin) = (_last, _span.Start);
        var items = ImmutableArray.CreateBuilder<ConfigNode>();
        var spans = ImmutableArray.CreateBuilder<TextSpan>();
        var size = new TreeSize(1, 0);
        while (Next() is not SequenceEnd)
        {
            var itemBegin = _span.Start;
            items.Add(ReadNode(depth + 1));
            spans.Add(new TextSpan(itemBegin, _contentEnd));
            size = Grow(size, items[^1]);
        }

        var isFlow = start.Style == SequenceStyle.Flow;
        if (isFlow) EndFlow();
        return new SequenceNode(at, items.DrainToImmutable(), size.Nodes, size.Height)
        {
            Span = new TextSpan(begin, _contentEnd),
            ItemSpans = spans.DrainToImmutable(),
            IsAnchored = !start.Anchor.IsEmpty,
            IsFlow = isFlow,
        };
    }

    private MappingNode ReadMapping(int depth)
    {
        var start = (MappingStart)_parser.Current!;
        var (at, begin) = (_last, _span.Start);
        var entries = ImmutableArray.CreateBuilder<MappingEntry>();
        var size = new TreeSize(1, 0);
        while (Next() is not MappingEnd)
        {
            var key = ReadNode(depth + 1);
            size = Grow(size, key);
            Next();
            var value = ReadNode(depth + 1);
            size = Grow(size, value);
            entries.Add(new MappingEntry(key, value));
        }

        var isFlow = start.Style == MappingStyle.Flow;
        if (isFlow) EndFlow();
        return new MappingNode(at, entries.DrainToImmutable(), size.Nodes, size.Height)
        {
            Span = new TextSpan(begin, _contentEnd),
            IsAnchored = !start.Anchor.IsEmpty,
            IsFlow = isFlow,
        };
    }

    /// <summary>The last event was the closing bracket or brace, which has no width in the parser.</summary>
    private void EndFlow() => _contentEnd = _span.Start + 1;

    private ConfigNode Follow(string name, int depth)
    {
        if (!_anchors.TryGetValue(name, out var node))
        {
            throw Refuse(
                _last, $"there is no anchor {Words.Show(name)} above",
                "an address that begins with * needs quotes, \"*:6379\"");
        }

        if (node is null) throw Refuse(_last, $"the anchor {Words.Show(name)} contains itself", null);
        if (depth + node.Height > Limits.ConfigDepthMax) throw TooDeep(_last);
        return node;
    }

    private TreeSize Grow(TreeSize parent, ConfigNode child)
    {
        var nodes = parent.Nodes + child.NodeCount;
        Count(_last, nodes);
        return new TreeSize(nodes, Math.Max(parent.Height, child.Height + 1));
    }

    private ParsingEvent Next()
    {
        if (!_parser.MoveNext()) throw Refuse(_last, "the document ends unexpectedly", null);
        var read = _parser.Current!;
        _last = PositionOf(read.Start);
        _span = new TextSpan((int)read.Start.Index, (int)read.End.Index);
        if (read is Scalar or AnchorAlias) _contentEnd = _span.End;
        return read;
    }

    private static bool HasTag(NodeEvent node) => !node.Tag.IsEmpty && !node.Tag.IsNonSpecific;

    private static TextPosition PositionOf(Mark mark) =>
        new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private static void Count(TextPosition at, long nodes)
    {
        if (nodes <= Limits.ConfigNodesMax) return;
        throw Refuse(
            at, "the document is too large here, aliases included", $"at most {Limits.ConfigNodesMax} values");
    }

    private static DocumentRefusedException Refuse(TextPosition at, string message, string? remedy) =>
        new(at, message, remedy);

    private static DocumentRefusedException TooDeep(TextPosition at) =>
        Refuse(at, "nested too deeply here, aliases included", $"at most {Limits.ConfigDepthMax} levels");

    private DocumentRefusedException Empty(TextPosition at) =>
        Refuse(at, "the file contains no configuration", content);

    /// <summary>A tree with all aliases followed.</summary>
    private readonly record struct TreeSize(long Nodes, int Height);
}
