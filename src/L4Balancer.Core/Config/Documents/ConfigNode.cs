using System.Collections.Immutable;

namespace L4Balancer.Core.Config.Documents;

/// <summary>A line and a column of the file, both from 1.</summary>
internal readonly record struct TextPosition(int Line, int Column)
{
    public static TextPosition Start { get; } = new(1, 1);
}

/// <summary>A part of the text, in UTF-16 code units from its begin; <paramref name="End"/> is the first one behind.
/// </summary>
internal readonly record struct TextSpan(int Start, int End);

/// <summary>
/// A part of the document. Where an alias stands the tree holds the anchored node itself, so a node can have more than
/// one parent; <see cref="NodeCount"/> and <see cref="Height"/> are those of the tree with every alias followed.
/// </summary>
internal abstract class ConfigNode(TextPosition at, long nodeCount, int height)
{
    public TextPosition At { get; } = at;

    /// <summary>
    /// Where it is written: quotes and brackets included; in block style from the first content to the last.
    /// </summary>
    public TextSpan Span { get; init; }

    /// <summary>Has an anchor, so that it may stand elsewhere too.</summary>
    public bool IsAnchored { get; init; }

    /// <summary>Nodes from here down, this one included.</summary>
    public long NodeCount { get; } = nodeCount;

    /// <summary>Levels below this one.</summary>
    public int Height { get; } = height;

    /// <summary>What an operator would call it.</summary>
    public abstract string Kind { get; }

    /// <summary>True when the key is written and nothing follows it, or <c>~</c> or <c>null</c>.</summary>
    public virtual bool IsEmpty => false;
}

/// <summary>A text; what it means is up to the key it stands at.</summary>
internal sealed class ScalarNode(TextPosition at, string text, bool isPlain) : ConfigNode(at, 1, 0)
{
    /// <summary>Written behind <c>|</c> or <c>&gt;</c>, on lines of its own.</summary>
    public bool IsTextBlock { get; init; }

    public string Text { get; } = text;

    public override string Kind => "a single value";

    public override bool IsEmpty => isPlain && Text is ("" or "~" or "null");
}

internal sealed class SequenceNode(TextPosition at, ImmutableArray<ConfigNode> items, long nodeCount, int height)
    : ConfigNode(at, nodeCount, height)
{
    public ImmutableArray<ConfigNode> Items { get; } = items;

    /// <summary>Where each item stands; for an alias that is not where the item itself is written.</summary>
    public ImmutableArray<TextSpan> ItemSpans { get; init; }

    /// <summary>Between brackets.</summary>
    public bool IsFlow { get; init; }

    public override string Kind => "a list";
}

internal sealed class MappingNode(TextPosition at, ImmutableArray<MappingEntry> entries, long nodeCount, int height)
    : ConfigNode(at, nodeCount, height)
{
    public ImmutableArray<MappingEntry> Entries { get; } = entries;

    /// <summary>Between braces.</summary>
    public bool IsFlow { get; init; }

    public override string Kind => "a mapping";
}

/// <summary>A key and its value; keys may repeat here, which the reader of the mapping reports.</summary>
internal readonly record struct MappingEntry(ConfigNode Key, ConfigNode Value);
