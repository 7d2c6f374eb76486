using System.Text.RegularExpressions;

namespace L4Balancer.Tests.Architecture;

/// <summary>A C# file as seen by the rules.</summary>
/// <param name="Path">Relative to the root of the repository, with slashes.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    private static readonly string[] Trees = ["src", "tests", "bench"];

    /// <summary>Every hand-written source file.</summary>
    public static IReadOnlyList<SourceFile> All { get; } =
    [
        .. Trees.Select(tree => Repository.PathOf(tree))
            .SelectMany(tree => Directory.EnumerateFiles(tree, "*.cs", SearchOption.AllDirectories))
            .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file))
            .Where(path => !path.Split('/').Any(folder => folder is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, Repository.TextOf(path))),
    ];

    public string[] Lines { get; } = Text.TrimEnd('\n').Split('\n');

    /// <summary>
    /// The lines without comments and the contents of strings: mentioning something in a text does not break a rule
    /// about code.
    /// </summary>
    public string[] CodeLines { get; } = CommentsAndStrings().Replace(Text, KeepLineBreaks).TrimEnd('\n').Split('\n');

    public bool IsUnder(string folderOrFile) =>
        Path == folderOrFile || Path.StartsWith(folderOrFile.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static string KeepLineBreaks(Match match) =>
        match.ValueSpan[0] == '\'' ? "''" : "\"\"" + new string('\n', match.ValueSpan.Count('\n'));

    [GeneratedRegex(
        """
        //[^\n]* | /\*.*?\*/ |
        (?<quotes>"{3,}).*?\k<quotes>|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'
        """,
        RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommentsAndStrings();
}
