using System.Globalization;
using System.Text;

namespace L4Balancer.Core;

/// <summary>
/// Formats foreign text for messages, whether for the log, a terminal or the API: in one line,
/// with invisible and look-alike characters made visible.
/// </summary>
public static class Shown
{
    private const int LengthMax = 60;

    /// <summary>Returns a plain word as it is, everything else quoted and shortened.</summary>
    public static string Of(string text)
    {
        var shown = text.Length > LengthMax ? string.Concat(text.AsSpan(0, LengthMax), "...") : text;
        return shown.Length > 0 && shown.All(c => c is > ' ' and <= '~' and not '"') ? shown : Quoted(shown);
    }

    /// <summary>In quotes; everything but printable ASCII, and so every look-alike, is escaped.</summary>
    public static string Quoted(string text) => Quote(text, _ => false);

    /// <summary>
    /// In quotes as in YAML and JSON: letters and symbols of all scripts stay readable, and characters without a glyph
    /// are escaped.
    /// </summary>
    public static string QuotedForYaml(string text) => Quote(text, HasPicture);

    /// <summary>
    /// Whether it has no characters that a terminal or log reader would interpret instead of showing.
    /// </summary>
    public static bool IsPrintable(string text) => !text.EnumerateRunes().Any(IsInterpreted);

    /// <summary>A message with such characters escaped, and all else as it is.</summary>
    public static string Visible(string text) => IsPrintable(text)
        ? text
        : string.Concat(text.EnumerateRunes().Select(r => IsInterpreted(r) ? Escape(r.Value) : r.ToString()));

    private static bool IsInterpreted(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

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
