using System.Globalization;
using System.Text;

namespace L4Balancer.Core.Config.Documents;

/// <summary>How texts of the file appear in messages and in YAML that is written.</summary>
internal static class Words
{
    private const int ShownMax = 60;

    /// <summary>The text as a message shows it: one line, not too long, quoted when it is not a plain word.</summary>
    public static string Show(string text)
    {
        var shown = text.Length > ShownMax ? string.Concat(text.AsSpan(0, ShownMax), "...") : text;
        return shown.Length > 0 && shown.All(c => c is > ' ' and < '\u007f' and not '"') ? shown : Quote(shown);
    }

    /// <summary>
    /// The text as a YAML value: plain where every YAML reader sees the same text, else in double quotes.
    /// </summary>
    public static string ToYaml(string text) => IsPlain(text) ? text : Quote(text);

    /// <summary><c>PowerOfTwo</c> is <c>power-of-two</c>.</summary>
    public static string ToKebab(string pascal)
    {
        var kebab = new StringBuilder();
        foreach (var c in pascal)
        {
            if (char.IsAsciiLetterUpper(c) && kebab.Length > 0) kebab.Append('-');
            kebab.Append(char.ToLowerInvariant(c));
        }

        return kebab.ToString();
    }

    private static bool IsPlain(string text) =>
        text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && text[^1] != ':' && text != "null"
        && !(text.Length > 1 && text[0] == '0' && char.IsAsciiDigit(text[1])) // Octal to some readers.
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or ':');

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text) quoted.Append(Escape(c));
        return quoted.Append('"').ToString();
    }

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        ' ' => " ",
        _ when !char.IsControl(c) && !char.IsWhiteSpace(c) && c is not ('\ufeff' or >= '\ufffe') => c.ToString(),
        _ => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
    };
}
