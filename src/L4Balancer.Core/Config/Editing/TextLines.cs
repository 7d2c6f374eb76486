using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Editing;

/// <summary>A text as lines, with any line ending; every change returns a new text.</summary>
internal sealed class TextLines(string text)
{
    private const string Breaks = "\r\n";

    public string Text { get; } = text;

    /// <summary>The line's first character.</summary>
    public int StartOf(int position)
    {
        while (position > 0 && !Breaks.Contains(Text[position - 1], StringComparison.Ordinal)) position--;
        return position;
    }

    /// <summary>The end of the line, before its line ending.</summary>
    public int EndOf(int position)
    {
        var length = Text.AsSpan(position).IndexOfAny(Breaks);
        return length < 0 ? Text.Length : position + length;
    }

    /// <summary>The first character of the next line; the end of the text if there is none.</summary>
    public int NextOf(int position)
    {
        var end = EndOf(position);
        if (Text.AsSpan(end).StartsWith(Breaks, StringComparison.Ordinal)) return end + 2;
        return Math.Min(end + 1, Text.Length);
    }

    /// <summary>As many spaces as there are characters before the position on its line.</summary>
    public string IndentTo(int position) => new(' ', position - StartOf(position));

    /// <summary>Whether there are only blanks before the position on its line.</summary>
    public bool IsFirst(int position) => Between(StartOf(position), position).IsWhiteSpace();

    public bool IsOneLine(int start, int end) => !Between(start, end).ContainsAny(Breaks);

    public ReadOnlySpan<char> Between(int start, int end) => Text.AsSpan(start, end - start);

    public string Cut(int start, int end) => Text.Remove(start, end - start);

    public string Put(TextSpan span, string written) => Cut(span.Start, span.End).Insert(span.Start, written);

    /// <summary>Inserts a line after the line of the position, with the same line ending.</summary>
    public string PutBelow(int position, string line)
    {
        var (end, next) = (EndOf(position), NextOf(position));
        return end == Text.Length
            ? Text + UsualBreak() + line
            : Text.Insert(next, line + Text[end..next]);
    }

    private string UsualBreak()
    {
        var end = EndOf(0);
        return end == Text.Length ? "\n" : Text[end..NextOf(0)];
    }
}
