using System.Globalization;
using System.Text;

namespace L4Balancer.Core;

/// <summary>
/// How a text that somebody else wrote appears in a message, whether for the log, a terminal or the API: in one line,
/// and so that what cannot be seen, or looks like something else, is seen for what it is.
/// </summary>
public static class Shown
{
    private const int LengthMax = 60;

    /// <summary>A plain word as it is, all else quoted, and not too long.</summary>
    public static string Of(string text)
    {
        var shown = text.Length > LengthMax ? string.Concat(text.AsSpan(0, LengthMax), "...") : text;
        return shown.Length > 0 && shown.All(c => c is > ' ' and <= '~' and not '"') ? shown : Quoted(shown);
    }

    /// <summary>In quotes; all but printable ASCII, and so every look-alike of it, is escaped.</summary>
    public static string Quoted(string text) => Quote(text, _ => false);

    /// <summary>
    /// In quotes as YAML and JSON have them: letters and signs of all scripts stay readable, and what has no picture of
    /// its own is escaped.
    /// </summary>
    public static string QuotedForYaml(string text) => Quote(text, HasPicture);

    /// <summary>Free of what a terminal or a reader of the log would act on instead of showing it.</summary>
    public static bool IsPrintable(string text) => !text.EnumerateRunes().Any(
        rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string Quote(string text, Func<Rune, bool> isKept)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\') quoted.Append('\\').Append(rune);
            else if (rune.Value is >= ' ' and <= '~' || isKept(rune)) quoted.Append(rune);
            else quoted.Append(Escape(rune.Value));
        }

        return quoted.Append('"').ToString();
    }

    private static bool HasPicture(Rune rune) => !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned);

    private static string Escape(int rune) => rune switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        <= 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\u{rune:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune:x8}"),
    };
}
