using System.Text.RegularExpressions;

namespace L4Balancer.Tests.Architecture;

/// <summary>The rules of style that the compiler does not check.</summary>
internal sealed partial class StyleTests
{
    private const int ColumnsMax = 120;

    private const RegexOptions Plain = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private const int FileLinesMax = 200;
    private const int TestFileLinesMax = 250;

    /// <summary>Folders of tests that concern the product as a whole, and mirror no folder of its source.</summary>
    private static readonly string[] FoldersOfTheirOwn =
        ["Architecture", "Children", "Publishing", "Readme", "Servers", "Support", "Systemd"];

    private static readonly string[] TestedTrees = ["src", "bench"];

    private static IEnumerable<SourceFile> Product => SourceFile.All.Where(file => file.IsUnder("src"));

    [Test]
    public void Lines_are_short() => Assert.That(SourceFile.All.SelectMany(LongLines), Is.Empty);

    [Test]
    public void Files_are_short() =>
        Assert.That(SourceFile.All.Where(IsLong).Select(file => file.Path), Is.Empty);

    [Test]
    public void Work_that_is_left_is_not_noted_in_the_code() =>
        Assert.That(SourceFile.All.SelectMany(LeftWork), Is.Empty);

    [Test]
    public void First_public_type_of_a_file_is_documented() =>
        Assert.That(Product.Where(file => !IsDocumented(file)).Select(file => file.Path), Is.Empty);

    [Test]
    public void Namespaces_follow_the_folders() => Assert.That(SourceFile.All.SelectMany(WrongNamespace), Is.Empty);

    [Test]
    public void Tests_mirror_the_folders_of_what_they_test()
    {
        var folders = SourceFile.All.Where(file => file.IsUnder("tests")).Select(FolderOf).Distinct();
        Assert.That(folders.Where(folder => !IsMirror(folder)), Is.Empty);
    }

    [Test]
    public void Each_rule_finds_what_breaks_it()
    {
        var longLine = $"// TO{"DO"}: {new string('x', ColumnsMax)}";
        var text = $"namespace L4Balancer.Other;\n\npublic class Bad; {longLine}";
        var bad = new SourceFile("src/L4Balancer/Sockets/Bad.cs", text);
        Assert.That(LongLines(bad), Has.Exactly(1).Items);
        Assert.That(LeftWork(bad), Has.Exactly(1).Items);
        Assert.That(IsDocumented(bad), Is.False);
        Assert.That(WrongNamespace(bad), Has.Exactly(1).Items);
        Assert.That(IsMirror("tests/L4Balancer.Tests/Nowhere"), Is.False);
        Assert.That(IsLong(new SourceFile(bad.Path, new string('\n', FileLinesMax) + "x")), Is.True);
    }

    private static IEnumerable<string> LongLines(SourceFile file) => Where(file, line => line.Length > ColumnsMax);

    private static bool IsLong(SourceFile file) =>
        file.Lines.Length > (file.IsUnder("tests") ? TestFileLinesMax : FileLinesMax);

    private static IEnumerable<string> LeftWork(SourceFile file) => Where(file, Marker().IsMatch);

    private static bool IsDocumented(SourceFile file)
    {
        var type = Array.FindIndex(file.CodeLines, PublicType().IsMatch);
        if (type < 0) return true;
        var above = type - 1;
        while (above >= 0 && file.Lines[above].TrimStart().StartsWith('[')) above--;
        return above >= 0 && file.Lines[above].TrimStart().StartsWith("///", StringComparison.Ordinal);
    }

    private static IEnumerable<string> WrongNamespace(SourceFile file)
    {
        var expected = string.Join('.', FolderOf(file).Split('/')[1..]);
        return Where(
            file, line => Namespace().Match(line) is { Success: true } m && m.Groups["name"].Value != expected);
    }

    /// <summary>
    /// The root of a test project, a folder about the whole product, or a folder that the tested project also has.
    /// </summary>
    private static bool IsMirror(string folder) =>
        folder.Split('/') is not [_, var project, var first, .. var rest]
        || FoldersOfTheirOwn.Contains(first)
        || TestedTrees.Any(
            tree => Directory.Exists(Repository.PathOf([tree, project.Replace(".Tests", ""), first, .. rest])));

    private static string FolderOf(SourceFile file) => Path.GetDirectoryName(file.Path)!;

    private static IEnumerable<string> Where(SourceFile file, Func<string, bool> isBad) =>
        file.Lines.Index().Where(line => isBad(line.Item)).Select(line => $"{file.Path}:{line.Index + 1}");

    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|XX" + @"X)\b", Plain)]
    private static partial Regex Marker();

    [GeneratedRegex("^namespace (?<name>[^;]*);", Plain)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^public ([a-z]+ )*(class|record|struct|interface|enum)\b", Plain)]
    private static partial Regex PublicType();
}
