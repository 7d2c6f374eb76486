using L4Balancer.Core.Config;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;
using L4Balancer.Tests.Systemd;

namespace L4Balancer.Tests.Readme;

/// <summary>
/// Every command in the pages is run, here or as listed in this table: a command that is not run fails the
/// test.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class CommandBlockTests
{
    private const string FromSource = "dotnet run -c Release --project src/L4Balancer -- ";
    private const string Bench = "dotnet run -c Release --project bench/L4Balancer.Bench -- ";
    private const string InstallPage = "docs/install.md";

    private const string Measuring =
        "dotnet test tests/L4Balancer.Tests -c Release --filter FullyQualifiedName~Publishing"
        + " --logger \"console;verbosity=detailed\"";

    private const string Systemd = "the tests under Systemd";

    private const string Curl = "curl -s --unix-socket /run/l4balancer/admin.sock ";

    private const string Api = "the tests under Admin/Api, over the same sockets";

    /// <summary>Commands that are run elsewhere, verbatim or with other paths, and where.</summary>
    private static readonly Dictionary<string, string> RunElsewhere = new()
    {
        ["./test.sh"] = ".ci/run",
        ["l4balancer completion bash > /etc/bash_completion.d/l4balancer"] = "Cli.Completion.BashTests",
        ["l4balancer upgrade"] = "Handover.UpgradeStateTests",
        [FromSource + "demo"] = "Cli.DemoTests",
        ["export L4BALANCER_ADMIN=unix:/tmp/l4balancer.sock"] = "OperatorPageTests, with another path",
        ["install -D -m 644 docs/examples/redis.yaml /etc/l4balancer/l4balancer.yaml"] = Systemd,
        ["install -m 644 systemd/l4balancer.service /etc/systemd/system/l4balancer.service"] = Systemd,
        ["systemctl daemon-reload"] = Systemd,
        ["l4balancer agent --bind :9707 --allow 10.0.0.0/24"] = "ServerAgent.AgentServerTests, and " + Systemd,
        ["systemctl enable --now l4balancer"] = Systemd,
        ["dotnet publish src/L4Balancer -c Release -r linux-x64 -o out/publish"] = ".ci/run, and " + Systemd,
        [Measuring] = "./test.sh, which runs the tests that it names",
        ["dotnet build -c Release src/L4Balancer"] = "./test.sh, with all other projects",
        [Bench + "compare"] = "a person, for it takes a quarter of an hour",
        [Bench + "failover-drill"] = "Drill.FailoverDrillTests of the bench, shorter",
        [Bench + "switchover-drill"] = "Switchover.SwitchoverDrillTests of the bench, shorter",
        [Bench + "upgrade-drill"] = "Upgrade.UpgradeDrillTests of the bench, shorter",
        [Bench + "compare --guard"] = ".ci/run",
        [Bench + "compare --quick"] = "Compare.CompareEndToEndTests of the bench, one workload of it",
        ["journalctl -u l4balancer -f                 # follow"] = "a person, for it ends by hand",
        [Curl + "http://localhost/v1/status"] = Api,
        [Curl + "http://localhost/v1/pools/redis/backends/10.0.0.11:6379"] = Api,
        [Curl + "\"http://localhost/v1/sessions?client=10.0.0.0/8&order=idle&limit=20\""] = Api,
        ["curl -sN --unix-socket /run/l4balancer/admin.sock -H \"Accept: text/event-stream\""
            + " http://localhost/v1/events"] = Api,
        ["curl -s -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:9900/v1/pools"] = Api,
        [Curl + "-X POST -H \"Content-Type: application/json\" -d '{\"deadlineSeconds\": 600}'"
            + " http://localhost/v1/pools/redis/backends/10.0.0.11:6379/drain"] = Api,
        [Curl + "-X POST -H 'If-Match: \"7\"' http://localhost/v1/pools/redis/backends/10.0.0.11:6379/ready"] = Api,
        [Curl + "-X POST \"http://localhost/v1/reload?dry-run=true\""] = Api,
        ["ssh -L 9900:127.0.0.1:9900 balancer.example.net"] = "a person, for it needs another machine",
    };

    [Test]
    public void Every_command_is_run_by_a_test_or_listed()
    {
        var installed = Commands(b => b.Place.StartsWith(InstallPage, StringComparison.Ordinal))
            .Where(line => !InstallPageTests.NeedsSdkOrHand(line));
        var followed = OperatorPageTests.Pages.SelectMany(OperatorPageTests.CommandsOf);
        var nobody = Commands().Except(installed).Except(followed).Except(RunElsewhere.Keys)
            .Where(c => !IsCheck(c) && !IsRun(c));
        Assert.That(nobody, Is.Empty);
    }

    [Test]
    public void No_command_is_listed_that_is_on_no_page() =>
        Assert.That(RunElsewhere.Keys, Is.SubsetOf(Commands()));

    [TestCaseSource(nameof(Checks))]
    public async Task A_documented_check_passes(string command)
    {
        var result = await L4BalancerCommand.RunAsync(Arguments(command));
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Errors, Is.Empty, "An example gives no warning either.");
    }

    /// <summary>In a separate network, because an example binds the well-known port of its service.</summary>
    [TestCaseSource(nameof(Runs))]
    public async Task A_documented_run_serves_until_SIGTERM(string command)
    {
        await using var network = await NetworkNamespace.CreateAsync();
        await using var daemon = TestProcess.Start([.. network.Runs, .. L4BalancerCommand.With(Arguments(command))]);
        await daemon.Output.LineAsync(
            line => line.Contains($"[{EventIds.Listening}]"), "a listener", 0, Loopback.Patience);
        daemon.Signal(Signal.Terminate);
        Assert.That(await daemon.WaitForExitAsync(), Is.Zero);
    }

    [Test]
    public void The_example_of_an_error_is_what_the_reader_reports()
    {
        const string Shown = "lb.yaml:9:15: pools.redis.health.fall: 0 is out of range (a whole number from 1 to 100)";
        Assert.That(Repository.TextOf("README.md"), Does.Contain($"`{Shown}`"));
        var read = ConfigReader.Read(
            "lb.yaml",
            """
            listeners:
              redis:
                bind: ":6379"
                pool: redis
            pools:
              redis:
                backends: ["10.0.0.1:6379"]
                health:
                    fall: 0
            """u8);
        Assert.That(read.Errors.Select(e => e.ToString()), Is.EqualTo(new[] { Shown }));
    }

    private static IEnumerable<string> Checks() => Commands().Where(IsCheck);

    private static IEnumerable<string> Runs() => Commands().Where(IsRun);

    private static bool IsCheck(string command) => command.StartsWith(FromSource + "check ", StringComparison.Ordinal);

    private static bool IsRun(string command) => command.StartsWith(FromSource + "run ", StringComparison.Ordinal);

    /// <summary>The arguments for the built command; the paths of a page are those of a checkout.</summary>
    private static string[] Arguments(string command) =>
        [.. command[FromSource.Length..].Split(' ').Select(InCheckout)];

    private static string InCheckout(string word) =>
        word.StartsWith("docs/", StringComparison.Ordinal) ? Repository.PathOf(word) : word;

    private static IEnumerable<string> Commands() => Commands(_ => true);

    private static IEnumerable<string> Commands(Func<FencedBlock, bool> isWanted) =>
        Page.Blocks("sh").Where(isWanted).SelectMany(b => b.Text.Split('\n')).Select(line => line.Trim())
            .Where(line => line.Length > 0 && line[0] != '#').Distinct();
}
