using System.Text.Json.Nodes;

namespace L4Balancer.Bench.Tests.Compare;

/// <summary>The real programs on this machine, measured briefly: a smoke test.</summary>
[NonParallelizable]
internal sealed class CompareEndToEndTests
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private static readonly string[] Short = ["--quick", "--only", "redis-50", "--duration", "300ms", "--force"];

    [Test]
    public async Task A_quick_comparison_reports_and_leaves_nothing_behind()
    {
        NeededTools.ForRedis();
        var folder = Directory.CreateTempSubdirectory("compare-output-");
        try
        {
            var (json, svg) = (Path.Combine(folder.FullName, "all.json"), Path.Combine(folder.FullName, "chart.svg"));
            using var compare = new CompareProcess([.. Short, "--json", json, "--svg", svg]);
            var (exitCode, output, errors) = await compare.EndAsync();
            Assert.That(exitCode, Is.EqualTo(BenchExitCodes.Success), errors);
            Assert.That(compare.Remains(), Is.Empty);
            foreach (var name in new[] { "direct", "haproxy", "nginx", "native", "portable" })
                Assert.That(output, Does.Match($@"(?m)^\| {name}(\\\*)? \| [1-9]"), errors);
            Assert.That(JsonNode.Parse(await File.ReadAllTextAsync(json))!["cells"]!.AsArray(), Has.Count.EqualTo(5));
            Assert.That(await File.ReadAllTextAsync(svg), Does.StartWith("<svg"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task The_nftables_rule_is_measured_in_a_separate_network()
    {
        NeededTools.ForRedis();
        NeededTools.ForNamespaces();
        using var compare = new CompareProcess([.. Short, "--balancers", "nft"]);
        var (exitCode, output, errors) = await compare.EndAsync();
        Assert.That(exitCode, Is.EqualTo(BenchExitCodes.Success), errors + output);
        Assert.That(output, Does.Match(@"(?m)^\| nft(\\\*)? \| [1-9]"));
        Assert.That(compare.Remains(), Is.Empty);
    }

    [TestCase(Interrupt)]
    [TestCase(Terminate)]
    public async Task An_interrupted_comparison_leaves_nothing_behind(int signal)
    {
        NeededTools.ForRedis();
        using var compare = new CompareProcess([.. Short, "--rounds", "99"]);
        await compare.RunsAsync(processes: 6);
        compare.Signal(signal);
        var (exitCode, _, errors) = await compare.EndAsync();
        Assert.That(errors, Does.Contain("interrupted"));
        Assert.That(exitCode, Is.EqualTo(BenchExitCodes.Failed));
        Assert.That(compare.Remains(), Is.Empty);
    }

    /// <summary>A program that exits at once simulates a balancer that cannot start.</summary>
    [Test]
    public async Task A_balancer_that_does_not_start_is_reported_and_the_others_are_measured()
    {
        NeededTools.ForRedis();
        using var compare =
            new CompareProcess([.. Short, "--balancers", "direct,native", "--l4balancer", "/bin/false"]);
        var (exitCode, output, _) = await compare.EndAsync();
        Assert.That(exitCode, Is.EqualTo(BenchExitCodes.Failed));
        Assert.That(output, Does.Match(@"(?m)^\| direct(\\\*)? \| [1-9]"));
        Assert.That(output, Does.Contain("- redis-50, native, round 1: /bin/false run -c"));
        Assert.That(compare.Remains(), Is.Empty);
    }

    [Test]
    public async Task A_wrong_command_line_ends_with_2_and_one_line()
    {
        using var compare = new CompareProcess("--only", "nothing");
        var (exitCode, output, errors) = await compare.EndAsync();
        Assert.That(exitCode, Is.EqualTo(BenchExitCodes.Usage));
        Assert.That(errors, Does.StartWith("compare: --only: 'nothing' is unknown"));
        Assert.That(output, Is.Empty);
    }

    [Test]
    public async Task The_list_shows_the_choices()
    {
        using var compare = new CompareProcess("--list");
        var (exitCode, output, _) = await compare.EndAsync();
        Assert.That(exitCode, Is.EqualTo(BenchExitCodes.Success));
        Assert.That(output, Does.Contain("redis-50").And.Contain("idle-memory").And.Contain("haproxy-splice"));
    }
}
