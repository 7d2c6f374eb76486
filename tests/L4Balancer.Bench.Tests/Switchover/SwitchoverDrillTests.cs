using System.Text.Json.Nodes;
using L4Balancer.Bench.Tests.Compare;
using L4Balancer.Bench.Tests.Support;

namespace L4Balancer.Bench.Tests.Switchover;

/// <summary>The verb, with real servers, briefly: that roles are switched and writes are counted.</summary>
[NonParallelizable]
internal sealed class SwitchoverDrillTests
{
    [TestCase("redis", "haproxy,native,portable")]
    [TestCase("mariadb", "native")]
    [TestCase("postgresql", "native")]
    public async Task All_writers_follow_the_primary_and_no_write_is_lost(string servers, string balancers)
    {
        var cells = await DrillAsync(servers, balancers);
        Assert.That(cells.Select(c => (string?)c!["balancer"]), Is.EqualTo(balancers.Split(',')));
        Assert.That(cells.Select(c => (int)c!["stranded"]!), Has.All.Zero, $"{cells}");
        Assert.That(cells.Select(c => (int)c!["lost"]!), Has.All.Zero, $"{cells}");
        Assert.That(cells.Select(c => (int)c!["misdirected"]!), Has.All.Zero, $"{cells}");
    }

    /// <summary>
    /// Sentinels pause no writes: what the old primary acknowledges until they are noticed is lost, through any
    /// balancer.
    /// </summary>
    [Test]
    public async Task All_writers_follow_the_primary_that_Sentinels_name()
    {
        var cells = await DrillAsync("redis-sentinel", "native");
        Assert.That(cells.Select(c => (int)c!["stranded"]!), Has.All.Zero, $"{cells}");
        Assert.That(cells.Select(c => (double?)c!["first"]), Has.All.Not.Null, $"{cells}");
    }

    [TestCase("--servers oracle", "'oracle' is unknown (known: redis, redis-sentinel, mariadb, postgresql).")]
    [TestCase("--balancers nginx", "--balancers: 'nginx' is unknown (known: haproxy, native, portable).")]
    public async Task A_wrong_option_is_named(string options, string error)
    {
        var result = await BenchProgram.RunAsync(["switchover-drill", .. options.Split(' ')]);
        Assert.That(result.ExitCode, Is.EqualTo(BenchExitCodes.Usage));
        Assert.That(result.Errors, Does.Contain(error));
    }

    private static async Task<JsonArray> DrillAsync(string servers, string balancers)
    {
        NeededTools.ForReplication();
        var folder = Directory.CreateTempSubdirectory("switchover-output-");
        try
        {
            var json = Path.Combine(folder.FullName, "all.json");
            var result = await BenchProgram.RunAsync(
            [
                "switchover-drill", "--servers", servers, "--balancers", balancers, "--clients", "3",
                "--before", "500ms", "--after", "500ms", "--json", json,
            ]);
            Assert.That(result.ExitCode, Is.EqualTo(BenchExitCodes.Success), result.Errors);
            Assert.That(result.Output, Does.Contain($"### {servers}"));
            return JsonNode.Parse(await File.ReadAllTextAsync(json))!["cells"]!.AsArray();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
