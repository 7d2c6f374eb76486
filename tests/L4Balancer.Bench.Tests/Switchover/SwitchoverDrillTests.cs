using System.Text.Json.Nodes;
using L4Balancer.Bench.Tests.Compare;
using L4Balancer.Bench.Tests.Support;

namespace L4Balancer.Bench.Tests.Switchover;

/// <summary>The verb, with real servers, briefly: that roles are switched and writes are counted.</summary>
[NonParallelizable]
internal sealed class SwitchoverDrillTests
{
    [TestCase("redis", "haproxy")]
    public async Task Writes_follow_the_primary_and_none_is_lost(string servers, string balancers)
    {
        NeededTools.ForRedis();
        var folder = Directory.CreateTempSubdirectory("switchover-output-");
        try
        {
            var json = Path.Combine(folder.FullName, "all.json");
            var result = await BenchProgram.RunAsync(
            [
                "switchover-drill", "--servers", servers, "--balancers", balancers, "--clients", "3",
                "--before", "500ms", "--after", "5s", "--json", json,
            ]);
            Assert.That(result.ExitCode, Is.EqualTo(BenchExitCodes.Success), result.Errors);
            Assert.That(result.Output, Does.Contain($"### {servers}"));
            var cells = JsonNode.Parse(await File.ReadAllTextAsync(json))!["cells"]!.AsArray();
            Assert.That(cells.Select(c => (string?)c!["balancer"]), Is.EqualTo(balancers.Split(',')));
            Assert.That(cells.Select(c => (int)c!["lost"]!), Has.All.Zero, result.Output);
            Assert.That(cells.Select(c => (int)c!["acknowledged"]!), Has.All.GreaterThan(0));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestCase("--servers oracle", "'oracle' is unknown (known: redis, redis-sentinel, mariadb, postgresql).")]
    [TestCase("--balancers nginx", "--balancers: 'nginx' is unknown (known: haproxy, native, portable).")]
    public async Task A_wrong_option_is_named(string options, string error)
    {
        var result = await BenchProgram.RunAsync(["switchover-drill", .. options.Split(' ')]);
        Assert.That(result.ExitCode, Is.EqualTo(BenchExitCodes.Usage));
        Assert.That(result.Errors, Does.Contain(error));
    }
}
