using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Editing;

/// <summary>A list in block style: a dash and one or more lines for each item.</summary>
internal static class BlockListText
{
    /// <summary>After the last item, before the comments that follow it.</summary>
    public static string Add(TextLines lines, SequenceNode list, string item) =>
        lines.PutBelow(ContentEnd(lines, list.Span.End), $"{lines.IndentTo(list.Span.Start)}- {item}");

    /// <summary>The lines from the dash on; comments above it stay, because it is unknown what they refer to.</summary>
    public static string Remove(TextLines lines, SequenceNode list, int index)
    {
        var end = ContentEnd(lines, list.ItemSpans[index].End);
        return lines.Cut(DashLine(lines, list, index), lines.NextOf(end));
    }

    /// <summary>The content of an item may begin on a line below its dash, with comments in between.</summary>
    private static int DashLine(TextLines lines, SequenceNode list, int index)
    {
        var column = list.Span.Start - lines.StartOf(list.Span.Start);
        var above = index == 0 ? 0 : list.ItemSpans[index - 1].End;
        var line = lines.StartOf(list.ItemSpans[index].Start);
        while (!IsDash(lines, line + column))
        {
            line = lines.StartOf(line - 1);
            if (line < above) throw new EditRefusedException("The item is not on separate lines");
        }

        return line;
    }

    private static bool IsDash(TextLines lines, int position) =>
        position < lines.Text.Length && lines.Text[position] == '-' && lines.IsFirst(position);

    /// <summary>A block scalar ends where the next line begins.</summary>
    private static int ContentEnd(TextLines lines, int end)
    {
        while (lines.Text[end - 1] is '\r' or '\n') end--;
        return end;
    }
}
