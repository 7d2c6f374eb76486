namespace L4Balancer.Cli.Output;

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="IsCut">Whether it is shortened, with an ellipsis, if a line would be too long.</param>
/// <param name="Spare">Above 0: the column is left out if a line would be too long, the highest first. That is better
/// than to cut names.</param>
/// <param name="IsOptional">Whether it is left out if no row has a text in it.</param>
internal sealed record TextColumn(
    string Title, bool IsRight = false, bool IsCut = false, int Spare = 0, bool IsOptional = false);

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
        var shown = Fit(widthMax);
        output.WriteLine(Line([.. columns.Select(c => new TextCell(c.Title, Tone.Faint))], shown, ink));
        foreach (var row in _rows) output.WriteLine(Line(row, shown, ink));
    }

    /// <summary>Replaces the end of a text that is too long with an ellipsis.</summary>
    public static string Cut(string text, int width)
    {
        if (text.Length <= width) return text;
        return width < 1 ? "" : $"{text[..(width - 1)]}…";
    }

    /// <summary>The lines of a text that is broken at blanks.</summary>
    public static IEnumerable<string> Wrapped(string text, int width)
    {
        while (text.Length > width)
        {
            var at = text.LastIndexOf(' ', width);
            if (at <= 0) at = width;
            yield return text[..at];
            text = text[at..].TrimStart();
        }

        yield return text;
    }

    /// <summary>The columns that are shown, by index, and how wide each is.</summary>
    private List<(int Column, int Width)> Fit(int widthMax)
    {
        var shown = Enumerable.Range(0, columns.Length).Where(IsFilled).Select(i => (Column: i, Width: NaturalWidth(i)))
            .ToList();
        while (Length() > widthMax && shown.MaxBy(s => columns[s.Column].Spare) is var least
            && columns[least.Column].Spare > 0)
        {
            shown.Remove(least);
        }

        while (Length() > widthMax)
        {
            var widest = Enumerable.Range(0, shown.Count).Where(i => columns[shown[i].Column].IsCut)
                .MaxBy(i => shown[i].Width);
            if (shown[widest].Width <= CutMin) break;
            shown[widest] = shown[widest] with { Width = shown[widest].Width - 1 };
        }

        return shown;

        int Length() => shown.Sum(s => s.Width) + Gap.Length * (shown.Count - 1);
    }

    private bool IsFilled(int column) =>
        !columns[column].IsOptional || _rows.Any(row => row[column].Text.Length > 0);

    private int NaturalWidth(int column) =>
        _rows.Select(row => row[column].Text.Length).Append(columns[column].Title.Length).Max();

    private string Line(TextCell[] cells, List<(int Column, int Width)> shown, Ink ink)
    {
        var painted = shown.Select((s, i) =>
        {
            var cell = cells[s.Column];
            var text = Cut(cell.Text, s.Width);
            var padding = new string(' ', s.Width - text.Length);
            if (columns[s.Column].IsRight) return padding + ink.Paint(text, cell.Tone);
            return ink.Paint(text, cell.Tone) + (i == shown.Count - 1 ? "" : padding);
        });
        return string.Join(Gap, painted).TrimEnd();
    }
}
