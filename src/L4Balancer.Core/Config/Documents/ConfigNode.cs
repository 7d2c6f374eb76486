using System.Collections.Immutable;

namespace L4Balancer.Core.Config.Documents;

/// <summary>A line and a column of the file, both from 1.</summary>
internal readonly record struct TextPosition(int Line, int Column)
{
    public static TextPosition Start { get; } = new(1, 1);
}

/// <summary>A part of the text, in UTF-16 code units from its start; <paramref name="End"/> is exclusive.
/// </summary>
internal readonly record struct TextSpan(int Start, int End);

/// <summary>
/// A part of the document. In place of an alias the tree has the anchored node itself, so a node can have more than
/// one parent; <see cref="NodeCount"/> and <see cref="Height"/> are those of the tree with every alias followed.
/// </summary>
internal abstract class ConfigNode(TextPosition at, long nodeCount, int height)
{
    public TextPosition At { get; } = at;

    /// <summary>
    /// Its extent in the text, including quotes and brackets; in block style from the first content to the last.
    /// </summary>
    public TextSpan Span { get; init; }

    /// <summary>Whether it has an anchor, so that it may be used elsewhere too.</summary>
    public bool IsAnchored { get; init; }

    /// <summary>Nodes from here down, this one included.</summary>
    public long NodeCount { get; } = nodeCount;

    /// <summary>Levels below this one.</summary>
    public int Height { get; } = height;

    /// <summary>Its name in messages.</summary>
    public abstract string Kind { get; }

    /// <summary>True if the key is written without a value, or with <c>~</c> or <c>null</c>.</summary>
    public virtual bool IsEmpty => false;
}

/// <summary>A text, whose meaning depends on its key.</summary>
internal sealed class ScalarNode(TextPosition at, string text, bool isPlain) : ConfigNode(at, 1, 0)
{
    /// <summary>Whether it is a block scalar, written with <c>|</c> or <c>&gt;</c>.</summary>
    public bool IsTextBlock { get; init; }

    public string Text { get; } = text;

    public override string Kind => "a single value";

    public override bool IsEmpty => isPlain && Text is ("" or "~" or "null");
}

internal sealed class SequenceNode(TextPosition at, ImmutableArray<ConfigNode> items, long nodeCount, int height)
    : ConfigNode(at, nodeCount, height)
{
    public ImmutableArray<ConfigNode> Items { get; } = items;

    /// <summary>The location of each item; for an alias this is not the location of the item itself.</summary>
    public ImmutableArray<TextSpan> ItemSpans { get; init; }

    /// <summary>Whether it is written in brackets.</summary>
    public bool IsFlow { get; init; }

    public override string Kind => "a list";
}

internal sealed class MappingNode(TextPosition at, ImmutableArray<MappingEntry> entries, long nodeCount, int height)
    : ConfigNode(at, nodeCount, height)
{
    public ImmutableArray<MappingEntry> Entries { get; } = entries;

    /// <summary>Whether it is written in braces.</summary>
    public bool IsFlow { get; init; }

    public override string Kind => "a mapping";
}

/// <summary>A key and its value; keys may repeat here, which the reader of the mapping reports.</summary>
internal readonly record struct MappingEntry(ConfigNode Key, ConfigNode Value);
