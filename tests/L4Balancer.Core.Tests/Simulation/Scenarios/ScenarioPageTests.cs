using System.Text;
using System.Text.RegularExpressions;
using L4Balancer.Core.Simulation.Scenarios.Reading;
using L4Balancer.Core.Tests.Config;

namespace L4Balancer.Core.Tests.Simulation.Scenarios;

/// <summary>The scenarios that operators copy from, and the page about them.</summary>
public sealed partial class ScenarioPageTests
{
    private const string Begin =
        "<!-- ScenarioPageTests generates the tables below; to update them, run it with L4B_WRITE_DOCS=1. -->\n";

    private static IEnumerable<string> Names() =>
        Directory.GetFiles(Repository.PathOf("docs", "examples", "scenarios")).Select(f => Path.GetFileName(f)).Order();

    [TestCaseSource(nameof(Names))]
    public void An_example_is_valid_for_the_configuration_in_its_command(string name)
    {
        var text = Repository.TextOf("docs", "examples", "scenarios", name);
        var command = Command().Match(text);
        Assert.That(command.Success, Is.True, "It begins with the command that runs it.");
        Assert.That(command.Groups["scenario"].Value, Is.EqualTo(name));

        var config = Lb.Model(Repository.TextOf("docs", "examples", command.Groups["config"].Value));
        var result = ScenarioReader.Read(name, Encoding.UTF8.GetBytes(text), config);
        Assert.That(result.Errors, Is.Empty);
    }

    [TestCaseSource(nameof(Names))]
    public void The_page_about_capacity_shows_every_example(string name)
    {
        var page = Repository.TextOf("docs", "capacity-planning.md");
        Assert.That(page, Does.Contain($"(examples/scenarios/{name})"));
        Assert.That(page, Does.Contain($"-s docs/examples/scenarios/{name}"));
    }

    [Test]
    public void The_page_lists_every_key_of_a_scenario()
    {
        var text = new StringBuilder();
        KeyTables.Section(text, "Top of the scenario", ScenarioKeys.Shape);
        KeyTables.Section(text, "arrivals", ArrivalKeys.Shape);
        KeyTables.Section(text, "arrivals.bursts", ArrivalKeys.BurstShape);
        KeyTables.Section(text, "sessions", ScenarioKeys.SessionShape);
        KeyTables.Section(text, "service", ServiceKeys.Shape);
        KeyTables.Section(text, "An entry of backends", ServiceKeys.OfBackend);
        KeyTables.Section(text, "An entry of failures", FailureKeys.Shape);
        KeyTables.RequireIn("capacity-planning.md", Begin, text.ToString());
    }

    [GeneratedRegex(
        @"^#   l4balancer simulate -c docs/examples/(?<config>\S+) -s docs/examples/scenarios/(?<scenario>\S+)",
        RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Command();
}
