namespace L4Balancer.Core.Config.Documents;

/// <summary>Formats texts of the file for messages and for YAML output.</summary>
internal static class Words
{
    /// <summary>The text as shown in a message.</summary>
    public static string Show(string text) => Shown.Of(text);

    /// <summary>
    /// The text as a YAML value: plain where every YAML reader sees the same text, else in double quotes.
    /// </summary>
    public static string ToYaml(string text) => IsPlain(text) ? text : Shown.QuotedForYaml(text);

    private static bool IsPlain(string text) =>
        text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && text[^1] != ':' && text != "null"
        && !(text.Length > 1 && text[0] == '0' && char.IsAsciiDigit(text[1])) // Octal to some readers.
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or ':');
}
