using System.Text.Json.Nodes;
using L4Balancer.Bench.Tests.Support;

namespace L4Balancer.Bench.Tests.Soak;

/// <summary>
/// The verb, briefly: no session and no byte is lost over upgrades in a row. <c>L4BALANCER_SOAK=8000x20</c> makes it
/// as long.
/// </summary>
[NonParallelizable, Platform("Linux")]
internal sealed class UpgradeSoakTests
{
    private const string Short = "150x3";

    [TestCase("native")]
    [TestCase("portable")]
    public async Task No_session_and_no_byte_is_lost_over_upgrades_in_a_row(string engine)
    {
        var size = (Environment.GetEnvironmentVariable("L4BALANCER_SOAK") ?? Short).Split('x');
        var json = Path.GetTempFileName();
        try
        {
            using var program = BenchProgram.Start(
                "upgrade-soak", "--engine", engine, "--sessions", size[0], "--upgrades", size[1], "--pause", "200ms",
                "--json", json);
            var result = await program.EndAsync(TimeSpan.FromHours(1));
            Assert.That(result.ExitCode, Is.EqualTo(BenchExitCodes.Success), result.Output + result.Errors);
            var report = JsonNode.Parse(await File.ReadAllTextAsync(json))!;
            Assert.That((int)report["kept"]!, Is.GreaterThanOrEqualTo(int.Parse(size[0])));
            Assert.That(report["rounds"]!.AsArray(), Has.Count.EqualTo(int.Parse(size[1])));
        }
        finally
        {
            File.Delete(json);
        }
    }

    [Test]
    public async Task An_engine_that_does_not_exist_is_named()
    {
        var result = await BenchProgram.RunAsync("upgrade-soak", "--engine", "steam");
        Assert.That(result.ExitCode, Is.EqualTo(BenchExitCodes.Usage));
        Assert.That(result.Errors, Does.Contain("--engine: 'steam' is not native or portable."));
    }
}
