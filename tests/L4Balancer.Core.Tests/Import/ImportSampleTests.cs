using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.Import;

namespace L4Balancer.Core.Tests.Import;

/// <summary>Configurations of the kind that people publish.</summary>
public sealed class ImportSampleTests
{
    private static string[] Names => ImportSamples.Names;

    [Test]
    public void There_are_enough_samples_of_both_formats() =>
        Assert.That(
            (Names.Count(n => n.EndsWith(".cfg", StringComparison.Ordinal)), Names.Count(n => n.Contains("nginx"))),
            Is.EqualTo((13, 5)));

    [TestCaseSource(nameof(Names))]
    public void A_sample_becomes_the_expected_yaml_and_report(string name)
    {
        var result = ImportSamples.Import(name);
        var report = string.Concat(result.Findings.Select(f => f + "\n"));
        ImportSamples.Require(name + ".report", report);
        Assert.That(result.Yaml, Is.Not.Null, report);
        ImportSamples.Require(name + ".yaml", result.Yaml!);
    }

    [TestCaseSource(nameof(Names))]
    public void The_yaml_of_a_sample_is_valid(string name)
    {
        var read = ConfigReader.Read(name, Encoding.UTF8.GetBytes(ImportSamples.Import(name).Yaml!));
        Assert.That(read.Errors, Is.Empty);
        Assert.That(read.Config!.Listeners, Is.Not.Empty);
    }

    /// <summary>Nothing is dropped in silence.</summary>
    [TestCaseSource(nameof(Names))]
    public void Every_line_with_a_directive_is_used_or_reported(string name)
    {
        var result = ImportSamples.Import(name);
        var named = result.Used.Select(u => u.Line).ToHashSet();
        foreach (var finding in result.Findings) named.UnionWith(Enumerable.Range(
            finding.Line, finding.LastLine - finding.Line + 1));
        var lines = Encoding.UTF8.GetString(ImportSamples.Content(name)).Split('\n');
        var forgotten = lines.Index().Where(line => HasDirective(line.Item) && !named.Contains(line.Index + 1));
        Assert.That(forgotten.Select(line => $"{line.Index + 1}: {line.Item}"), Is.Empty);
    }

    /// <summary>A line that is said to be used has an effect, or its row says that what it says is so anyway.</summary>
    [TestCaseSource(nameof(Names))]
    public void A_line_is_left_or_differs_only_once_for_each_of_its_parts(string name)
    {
        var findings = ImportSamples.Import(name).Findings;
        Assert.That(findings, Is.Unique);
        Assert.That(findings.Where(f => f.Kind == FindingKind.Error), Is.Empty);
    }

    private static bool HasDirective(string line) => line.Trim() is not ("" or "}" or ['#', ..]);
}
