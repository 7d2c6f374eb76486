using System.Text;
using L4Balancer.Core.Import;

namespace L4Balancer.Core.Tests.Import;

/// <summary>
/// Each directive that a table says is taken over does in the YAML what <c>rows.txt</c> says. With L4B_WRITE_DOCS=1
/// that is written.
/// </summary>
public sealed class ImportRowTests
{
    private const string Expected = "rows.txt";

    private static IEnumerable<TestCaseData> Rows() =>
        ImportRows.All.Select((row, index) => new TestCaseData(index).SetName($"Row {index}: {row}"));

    [TestCaseSource(nameof(Rows))]
    public void A_directive_that_is_taken_over_has_its_effect(int index)
    {
        var row = ImportRows.All.ElementAt(index);
        Assert.That(Blocks(), Does.Contain(Block(row)));
    }

    /// <summary>Apart from notes on these words, which are in <c>rows.txt</c>, too.</summary>
    [TestCaseSource(nameof(Rows))]
    public void A_directive_that_is_taken_over_leaves_nothing(int index)
    {
        var row = ImportRows.All.ElementAt(index);
        Assert.That(NotesOf(row).Where(note => note.Kind != FindingKind.Differs), Is.Empty);
    }

    [TestCaseSource(nameof(Rows))]
    public void A_directive_without_an_effect_is_always_so_or_a_default(int index)
    {
        var row = ImportRows.All.ElementAt(index);
        var key = row.Table.Single(each => each.Name == row.Name).Key;
        var hasEffect = Block(row).Contains("\n+") || Block(row).Contains("\n-");
        Assert.That(hasEffect || NotesOf(row).Length > 0 || !key.Contains('.') || IsDefault(row.Name), key);
    }

    [Test]
    public void Every_directive_that_is_taken_over_has_a_row_here()
    {
        var tested = ImportRows.All.Select(row => (row.Table.Title, row.Name)).ToHashSet();
        var wanted = ImportRows.Tables
            .SelectMany(table => table.Where(row => row.Treatment != Treatment.No)
                .Select(row => (table.Title, row.Name)))
            .Where(row => row.Name != "include"); // It needs files; the tests of the command have them.
        Assert.That(wanted.Except(tested), Is.Empty);
    }

    [Test]
    public void The_expected_effects_are_those_of_the_rows() =>
        ImportSamples.Require(Expected, string.Concat(ImportRows.All.Select(Block)));

    private static string Blocks() => Encoding.UTF8.GetString(ImportSamples.Content(Expected));

    private static string Block(ImportRow row)
    {
        var with = ImportSamples.Import(row.File, row.With);
        var without = ImportSamples.Import(row.File, row.Without);
        Assert.That(new[] { with.Yaml, without.Yaml }, Has.None.Null, string.Join('\n', with.Findings));
        var (after, before) = (LinesOf(with), LinesOf(without));
        var text = new StringBuilder($"# {row}\n");
        foreach (var line in before.Except(after)) text.Append($"-{line}\n");
        foreach (var line in after.Except(before)) text.Append($"+{line}\n");
        foreach (var note in NotesOf(row)) text.Append($"! {note.Message}\n");
        return text.ToString();
    }

    /// <summary>Our default does what they say, so that nothing has to be written.</summary>
    private static bool IsDefault(string name) =>
        name.EndsWith("tcpka", StringComparison.Ordinal) || name is "option redispatch" or "no-check-ssl" or "observe";

    private static ImportFinding[] NotesOf(ImportRow row)
    {
        var before = ImportSamples.Import(row.File, row.Without).Findings.Select(f => f.Message).ToHashSet();
        return [.. ImportSamples.Import(row.File, row.With).Findings.Where(f => !before.Contains(f.Message))];
    }

    /// <summary>Without the places in the file, which differ between the two.</summary>
    private static string[] LinesOf(ImportResult result) =>
        [.. result.Yaml!.Split('\n').Select(line => line.Split(" # ")[0].TrimEnd()).Where(line => line.Length > 0)];
}
