using System.Text.Json.Nodes;
using L4Balancer.Bench.Tests.Compare;
using L4Balancer.Bench.Tests.Support;

namespace L4Balancer.Bench.Tests.Drill;

/// <summary>The verb, with real servers, briefly: that it injects and counts, not how good a balancer is.</summary>
[NonParallelizable]
internal sealed class FailoverDrillTests
{
    private static readonly string[] Faults = ["kill", "accept-and-close", "cut"];

    [Test]
    public async Task Faults_are_injected_and_their_sessions_are_counted()
    {
        NeededTools.ForRedis();
        NeededTools.ForNamespaces();
        var (output, cells) = await DrillAsync(
            "--balancers", "native", "--faults", string.Join(',', Faults), "--sessions", "100", "--rate", "100");
        Assert.That(cells.Select(c => (string?)c!["fault"]), Is.EqualTo(Faults));
        Assert.That(cells.Select(c => (int)c!["sessions"]!), Has.All.EqualTo(100));
        foreach (var name in Faults) Assert.That(output, Does.Contain($"### {name}: "));
        Assert.That(
            cells.Select(c => (double)c!["shareInFault"]!), Has.All.Zero, "nobody answers there while it lasts");
    }

    [Test]
    public async Task Sessions_of_MariaDB_log_in_and_are_counted_as_well()
    {
        NeededTools.ForMariaDb();
        NeededTools.ForNamespaces();
        var (output, cells) = await DrillAsync(
            "--servers", "mariadb", "--balancers", "haproxy,native", "--faults", "accept-and-close",
            "--sessions", "50", "--rate", "50");
        Assert.That(output, Does.Contain("50 sessions over 3 MariaDB servers"));
        Assert.That(cells.Select(c => (string?)c!["balancer"]), Is.EqualTo(["haproxy", "native"]));
        Assert.That(cells.Select(c => (int)c!["errors"]!), Has.All.LessThan(25), "two of three servers are well");
        Assert.That(cells.Select(c => (double)c!["shareInFault"]!), Has.All.Zero, "nobody answers there");
    }

    [TestCase("--servers postgresql", "--servers: 'postgresql' is unknown (known: redis, mariadb).")]
    [TestCase("--faults earthquake", "--faults: 'earthquake' is unknown (known: kill, stop, slow,")]
    [TestCase("--balancers envoy", "--balancers: 'envoy' is unknown (known: haproxy, nginx, native, portable).")]
    [TestCase("--sessions 300", "The sessions end before the fault does: more --sessions, or a lower --rate.")]
    [TestCase("--build new=/no/such/file", "--build: 'new=/no/such/file' is not NAME=PATH")]
    [TestCase("--json /no/such/folder/file", "cannot be written")]
    public async Task A_wrong_option_is_named(string options, string error)
    {
        NeededTools.ForRedis();
        var result = await BenchProgram.RunAsync(["failover-drill", .. options.Split(' ')]);
        Assert.That(result.ExitCode, Is.EqualTo(BenchExitCodes.Usage));
        Assert.That(result.Errors, Does.Contain(error));
    }

    private static async Task<(string Output, JsonArray Cells)> DrillAsync(params string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("drill-output-");
        try
        {
            var json = Path.Combine(folder.FullName, "all.json");
            var result = await BenchProgram.RunAsync(
                ["failover-drill", .. options, "--fault-at", "200ms", "--fault-for", "500ms", "--json", json]);
            Assert.That(result.ExitCode, Is.EqualTo(BenchExitCodes.Success), result.Errors);
            return (result.Output, JsonNode.Parse(await File.ReadAllTextAsync(json))!["cells"]!.AsArray());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
