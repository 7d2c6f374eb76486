namespace L4Balancer.Core.Config.Documents;

/// <summary>
/// Explains to an operator why a text is not YAML. The parser knows where it failed; the usual causes are visible in
/// the line.
/// </summary>
internal static class YamlErrors
{
    public static DocumentRefusedException Refusal(string text, TextPosition at)
    {
        var lines = text.Split('\n');
        var tab = Array.FindIndex(lines, IsIndentedByTab);
        if (tab >= 0)
        {
            var column = lines[tab].IndexOf('\t') + 1;
            return new(new TextPosition(tab + 1, column), "YAML does not allow tabs for indentation", "use spaces");
        }

        // At the end of the text the parser counts lines that do not exist.
        if (at.Line > lines.Length) at = new TextPosition(lines.Length, lines[^1].Length + 1);
        return new(at, "this is not valid YAML", Remedy(lines[at.Line - 1]));
    }

    private static bool IsIndentedByTab(string line)
    {
        var indent = line.AsSpan(0, line.Length - line.AsSpan().TrimStart(" \t").Length);
        return indent.Contains('\t') && indent.Length < line.AsSpan().TrimEnd().Length;
    }

    private static string Remedy(string line)
    {
        if (line.Contains("]:", StringComparison.Ordinal))
        {
            return "an address that begins with [ needs quotes, \"[::1]:6379\"";
        }

        if (line.Count(c => c == '"') % 2 == 1 || line.Count(c => c == '\'') % 2 == 1) return "is a quote unclosed?";
        if (line.Count(c => c == '[') != line.Count(c => c == ']')) return "is a [ unclosed?";
        if (line.Count(c => c == '{') != line.Count(c => c == '}')) return "is a { unclosed?";
        return "check the indentation, and that each colon is followed by a space, here or just above";
    }
}
