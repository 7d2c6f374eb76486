using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Editing;

/// <summary>A list in brackets, on one or several lines.</summary>
internal static class FlowListText
{
    /// <summary>After the last item; on a separate line if the last item is.</summary>
    public static string Add(TextLines lines, SequenceNode list, string item)
    {
        var last = list.ItemSpans[^1];
        if (!IsAlone(lines, last, out var hasComma)) return lines.Text.Insert(last.End, ", " + item);
        // A list with a trailing comma keeps one.
        var line = lines.IndentTo(last.Start) + item;
        return hasComma
            ? lines.PutBelow(last.End, line + ",")
            : new TextLines(lines.Text.Insert(last.End, ",")).PutBelow(last.End, line);
    }

    /// <summary>The item with one comma, so that rows and comments of other items stay where they are.</summary>
    public static string Remove(TextLines lines, SequenceNode list, int index)
    {
        var item = list.ItemSpans[index];
        var isLast = index == list.ItemSpans.Length - 1;
        if (IsAlone(lines, item, out var hasComma) && (hasComma || isLast))
            return lines.Cut(lines.StartOf(item.Start), lines.NextOf(item.End));

        var before = index == 0 ? item.Start : list.ItemSpans[index - 1].End;
        if (index > 0 && lines.IsOneLine(before, item.Start)) return lines.Cut(before, item.End);
        if (!isLast) return lines.Cut(item.Start, NextItem(lines, item.End, list.ItemSpans[index + 1].Start));
        if (!HasComment(lines, before, item.Start)) return lines.Cut(before, item.End);
        // The comma of the previous item stays: one trailing comma is allowed, a second is not.
        return lines.Cut(item.Start, hasComma ? BehindComma(lines, item.End, list.Span.End) : item.End);
    }

    /// <summary>The next item, or the comment before it.</summary>
    private static int NextItem(TextLines lines, int end, int next)
    {
        if (!HasComment(lines, end, next)) return next;
        return BehindComma(lines, end, next);
    }

    private static int BehindComma(TextLines lines, int end, int next)
    {
        var gap = lines.Between(end, next);
        var comma = gap.IndexOf(',');
        if (comma < 0 || gap[..comma].Contains('#'))
            throw new EditRefusedException("There is a comment between the item and its comma");
        return end + comma + 1;
    }

    /// <summary>Whether the item is alone on its lines, except for its comma and a comment.</summary>
    private static bool IsAlone(TextLines lines, TextSpan item, out bool hasComma)
    {
        var rest = lines.Between(item.End, lines.EndOf(item.End)).TrimStart(" \t");
        hasComma = rest.StartsWith(',');
        if (hasComma) rest = rest[1..].TrimStart(" \t");
        var isLineEnd = rest.IsEmpty || rest[0] == '#';
        return lines.IsFirst(item.Start) && isLineEnd && lines.EndOf(item.End) < lines.Text.Length;
    }

    private static bool HasComment(TextLines lines, int start, int end) => lines.Between(start, end).Contains('#');
}
