using System.Text.Json.Nodes;
using L4Balancer.Bench.Tests.Compare;
using L4Balancer.Bench.Tests.Support;

namespace L4Balancer.Bench.Tests.Upgrade;

/// <summary>The verb, with the real balancers, briefly: what becomes of sessions, not how long they pause.</summary>
[NonParallelizable]
internal sealed class UpgradeDrillTests
{
    private const int Sessions = 15;

    [TestCase("haproxy-sf", true, true)]
    [TestCase("haproxy-reload", true, true)]
    [TestCase("haproxy-hard-stop", false, false)]
    [TestCase("nginx-upgrade", true, true)]
    [TestCase("nginx-reload", true, true)]
    [TestCase("native", true, false)]
    [TestCase("portable", true, false)]
    public async Task Sessions_and_old_processes_are_counted(string way, bool areKept, bool isOldLeft)
    {
        NeededTools.ForUpgrades();
        var (output, cell) = await DrillAsync(way);
        Assert.Multiple(() =>
        {
            Assert.That((string?)cell["balancer"], Is.EqualTo(way));
            Assert.That((int)cell["kept"]!, Is.EqualTo(areKept ? Sessions : 0));
            Assert.That(cell["lost"]!.AsObject().Sum(kind => (int)kind.Value!), Is.EqualTo(areKept ? 0 : Sessions));
            Assert.That((int)cell["oldProcesses"]!, isOldLeft ? Is.Positive : Is.Zero);
            Assert.That((int)cell["connects"]!, Is.Positive);
            Assert.That(cell["connectErrors"]!.AsObject(), Is.Empty);
            Assert.That((long)cell["bytesMost"]!, Is.Positive);
            Assert.That(output, Does.Contain($"| {way} | "));
        });
    }

    [TestCase("--balancers envoy", "--balancers: 'envoy' is unknown (known: haproxy-sf, haproxy-reload,")]
    [TestCase("--after 1h", "--after: '1h' is not a duration from 0.1s to 0.167h")]
    [TestCase("--idle 0", "--idle: '0' is not a whole number from 1 to 10000.")]
    [TestCase("--build new=/no/such/file", "--build: 'new=/no/such/file' is not NAME=PATH")]
    public async Task A_wrong_option_is_named(string options, string error)
    {
        var result = await BenchProgram.RunAsync(["upgrade-drill", .. options.Split(' ')]);
        Assert.That(result.ExitCode, Is.EqualTo(BenchExitCodes.Usage));
        Assert.That(result.Errors, Does.Contain(error));
    }

    private static async Task<(string Output, JsonNode Cell)> DrillAsync(string way)
    {
        var folder = Directory.CreateTempSubdirectory("drill-output-");
        try
        {
            var json = Path.Combine(folder.FullName, "all.json");
            var result = await BenchProgram.RunAsync(
                "upgrade-drill", "--balancers", way, "--idle", $"{Sessions - 5}", "--chatty", "5", "--rate", "10",
                "--before", "300ms", "--after", "3s", "--hard-stop", "1", "--json", json);
            Assert.That(result.ExitCode, Is.EqualTo(BenchExitCodes.Success), result.Errors);
            return (result.Output, JsonNode.Parse(await File.ReadAllTextAsync(json))!["cells"]![0]!);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
