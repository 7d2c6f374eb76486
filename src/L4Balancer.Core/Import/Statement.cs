namespace L4Balancer.Core.Import;

/// <summary>A directive of a foreign configuration, with what became of it.</summary>
internal sealed class Statement(string file, int line, IReadOnlyList<string> words)
{
    public string File { get; } = file;

    /// <summary>The line where it begins, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>The line where it ends.</summary>
    public int LastLine { get; init; } = line;

    public string[] Words { get; } = [.. words];

    public string Keyword => Words[0];

    /// <summary>Whether something of it is in the result, or is always so.</summary>
    public bool IsUsed { get; set; }

    /// <summary>Whether a finding names it as a whole.</summary>
    public bool IsReported { get; set; }

    /// <summary>A word, or an empty text behind the last one.</summary>
    public string Word(int index) => index < Words.Length ? Words[index] : "";

    /// <summary>On one line, shortened, without characters that a terminal would interpret.</summary>
    public string Shown(string? part = null)
    {
        var text = part ?? string.Join(' ', Words);
        if (text.Length > TextMax) text = string.Concat(text.AsSpan(0, TextMax), "...");
        return Core.Shown.IsPrintable(text) ? text : Core.Shown.Quoted(text);
    }

    private const int TextMax = 80;
}
