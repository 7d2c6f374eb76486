using System.Text.Json;
using L4Balancer.Cli;
using L4Balancer.Hosting;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Cli;

/// <summary>The output of the verbs that need no daemon.</summary>
[TestFixture, NonParallelizable]
internal sealed class OutputTests
{
    private static IEnumerable<string> Verbs => Examples.Groups.SelectMany(group => group.Verbs);

    [TestCaseSource(nameof(Verbs))]
    public async Task The_help_of_a_verb_has_examples(string verb)
    {
        var help = (await L4BalancerCommand.RunAsync(verb, "--help")).OrThrow().Output;
        Assert.That(help.Split("Examples:\n")[1], Does.StartWith($"  l4balancer {verb}"));
    }

    [Test]
    public async Task The_help_of_the_command_lists_verbs_examples_and_exit_codes()
    {
        var help = (await L4BalancerCommand.RunAsync("--help")).OrThrow().Output;
        Assert.That(help, Does.Contain("Examples:").And.Contain("Exit codes:"));
        foreach (var verb in Verbs)
            Assert.That(help, Does.Match($@"(?m)^  {verb} "));
    }

    [Test]
    public async Task The_version_is_that_of_the_build()
    {
        var printed = (await L4BalancerCommand.RunAsync("--version")).OrThrow().Text;
        Assert.That(printed.Split('+')[0], Is.EqualTo(Daemon.Version));
    }

    [Test]
    public async Task The_schema_is_JSON_with_every_section()
    {
        using var schema = JsonDocument.Parse((await L4BalancerCommand.RunAsync("schema")).OrThrow().Output);
        var keys = schema.RootElement.GetProperty("properties").EnumerateObject().Select(p => p.Name);
        Assert.That(keys, Is.SupersetOf(new[] { "listeners", "pools", "engine", "shutdown-grace", "admin" }));
    }

    [Test]
    public async Task The_effective_configuration_reads_back_to_itself()
    {
        using var folder = new TempFolder();
        var file = folder.PathOf("lb.yaml");
        await File.WriteAllTextAsync(
            file,
            """
            listeners:
              x: { bind: [":6379", "unix:/run/x.sock"], policy: first, backends: ["10.0.0.1:1", "db.test:2"] }
            """);
        var printed = await PrintEffectiveAsync(file);
        Assert.That(printed, Does.Contain("policy: first").And.Contain("shutdown-grace: 30s"));

        await File.WriteAllTextAsync(file, printed);
        Assert.That(await PrintEffectiveAsync(file), Is.EqualTo(printed));
    }

    private static async Task<string> PrintEffectiveAsync(string file) =>
        (await L4BalancerCommand.RunAsync("check", "-c", file, "--print-effective")).OrThrow().Output;
}
