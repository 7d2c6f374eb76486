namespace L4Balancer.Cli.Output;

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="IsCut">Whether it is shortened, with an ellipsis, if a line would be too long.</param>
internal sealed record TextColumn(string Title, bool IsRight = false, bool IsCut = false);

/// <summary>One cell.</summary>
internal readonly record struct TextCell(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator TextCell(string text) => new(text);
}

/// <summary>Aligned columns without borders, for people and for grep.</summary>
internal sealed class TextTable(params TextColumn[] columns)
{
    private const string Gap = "  ";

    /// <summary>The minimum width of a cut column.</summary>
    private const int CutMin = 8;

    private readonly List<TextCell[]> _rows = [];

    public void Add(params TextCell[] cells) => _rows.Add(cells);

    /// <param name="widthMax">Maximum length of a line.</param>
    public void Write(TextWriter output, Ink ink, int widthMax)
    {
        var widths = WidthsWithin(widthMax);
        output.WriteLine(Line([.. columns.Select(c => new TextCell(c.Title, Tone.Faint))], widths, ink));
        foreach (var row in _rows) output.WriteLine(Line(row, widths, ink));
    }

    /// <summary>Replaces the end of a text that is too long with an ellipsis.</summary>
    public static string Cut(string text, int width)
    {
        if (text.Length <= width) return text;
        return width < 1 ? "" : $"{text[..(width - 1)]}…";
    }

    private int[] WidthsWithin(int widthMax)
    {
        var widths = columns
            .Select((column, i) => _rows.Select(row => row[i].Text.Length).Append(column.Title.Length).Max()).ToArray();
        while (widths.Sum() + Gap.Length * (widths.Length - 1) > widthMax)
        {
            var widest = Enumerable.Range(0, widths.Length).Where(i => columns[i].IsCut).MaxBy(i => widths[i]);
            if (widths[widest] <= CutMin) break;
            widths[widest]--;
        }

        return widths;
    }

    private string Line(TextCell[] cells, int[] widths, Ink ink)
    {
        var painted = cells.Select((cell, i) =>
        {
            var text = Cut(cell.Text, widths[i]);
            var padding = new string(' ', widths[i] - text.Length);
            if (columns[i].IsRight) return padding + ink.Paint(text, cell.Tone);
            return ink.Paint(text, cell.Tone) + (i == cells.Length - 1 ? "" : padding);
        });
        return string.Join(Gap, painted).TrimEnd();
    }
}
