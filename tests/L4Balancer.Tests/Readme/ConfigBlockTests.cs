using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.Simulation.Scenarios.Reading;
using L4Balancer.Hosting;

namespace L4Balancer.Tests.Readme;

/// <summary>Every piece of configuration in the pages, and every scenario, is one that its reader accepts.</summary>
[TestFixture]
internal sealed class ConfigBlockTests
{
    private const string Rest = "listeners: { x: { bind: \":1\", pool: p } }\n";

    /// <summary>Where a piece of a configuration may belong: each makes a whole file of it.</summary>
    private static readonly Func<string, string>[] Contexts =
    [
        piece => Rest + "pools:\n  p:\n    backends: [\"10.0.0.1:1\"]\n" + Indent(piece),
        piece => Rest + "pools:\n  p:\n" + Indent(piece),
        piece => Rest + "pools: { p: { backends: [\"10.0.0.1:1\"] } }\n" + piece,
        piece => Rest + piece,
    ];

    [TestCaseSource(nameof(Blocks))]
    public void A_block_of_YAML_is_accepted(FencedBlock block)
    {
        if (HasKey(block, "arrivals:"))
        {
            var config = ConfigFile.Load(Repository.PathOf("docs/examples/api.yaml")).Config!;
            Assert.That(ScenarioReader.Read(block.Place, Encoding.UTF8.GetBytes(block.Text), config).Errors, Is.Empty);
            return;
        }

        if (HasKey(block, "listeners:"))
        {
            var read = Read(block.Place, block.Text);
            Assert.That(read.Errors, Is.Empty);
            return;
        }

        Assert.That(
            Contexts.Any(context => Read(block.Place, context(block.Text)).Errors.IsEmpty), Is.True,
            $"{block.Place} is neither a whole configuration nor a piece of one:\n{block.Text}");
    }

    [Test]
    public void The_README_has_whole_configurations() =>
        Assert.That(Blocks().Count(IsWholeInReadme), Is.GreaterThanOrEqualTo(2));

    private static IEnumerable<FencedBlock> Blocks() => Page.Blocks("yaml");

    private static bool HasKey(FencedBlock block, string key) =>
        block.Text.Split('\n').Any(line => line.StartsWith(key, StringComparison.Ordinal));

    private static bool IsWholeInReadme(FencedBlock block) =>
        block.Place.StartsWith("README.md", StringComparison.Ordinal) && block.Text.Contains("listeners:");

    private static ConfigResult Read(string place, string text) =>
        ConfigReader.Read(place, Encoding.UTF8.GetBytes(text));

    private static string Indent(string piece) =>
        string.Concat(piece.TrimEnd('\n').Split('\n').Select(line => $"    {line}\n"));
}
