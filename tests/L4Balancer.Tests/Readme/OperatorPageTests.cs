using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Readme;

/// <summary>
/// The commands of the pages that an operator follows step by step, run in their order against a daemon with the
/// configuration that these pages speak of.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class OperatorPageTests
{
    private const string Program = "l4balancer ";

    /// <summary>The pages whose commands form one procedure.</summary>
    public static readonly string[] Pages = ["docs/drain.md", "docs/failover-drill.md"];

    private static readonly string[] Backends = ["10.0.0.21", "10.0.0.22"];

    [TestCaseSource(nameof(Pages))]
    public async Task Commands_of_the_page_succeed(string page)
    {
        Needs.Programs("redis-server");
        await using var network = await NetworkNamespace.CreateAsync();
        await using var one = await StartBackendAsync(network, Backends[0]);
        await using var two = await StartBackendAsync(network, Backends[1]);
        using var folder = new TempFolder();
        var admin = $"unix:{folder.PathOf("admin.sock")}";
        // The backends are on the same machine here and use the same port: the listener binds it on one address only.
        var example = await File.ReadAllTextAsync(Repository.PathOf("docs/examples/mariadb.yaml"));
        var config = example.Replace("\":3306\"", "127.0.0.1:3306", StringComparison.Ordinal);
        Assert.That(config, Is.Not.EqualTo(example));
        await using var daemon = await DaemonProcess.StartAsync(
            config + $"\nadmin: {{ bind: \"{admin}\" }}\n", network.Runs);

        var commands = CommandsOf(page).ToArray();
        Assert.That(commands, Is.Not.Empty);
        foreach (var command in commands)
        {
            var result = await Command.RunAsync(
                "env", [$"L4BALANCER_ADMIN={admin}", .. L4BalancerCommand.With(command[Program.Length..].Split(' '))]);
            Assert.That(result.ExitCode, Is.Zero, $"{command}\n{result}");
        }
    }

    /// <summary>The lines of the page that are commands of ours.</summary>
    public static IEnumerable<string> CommandsOf(string page) =>
        Page.Blocks("sh").Where(block => block.IsOf(page)).SelectMany(block => block.Text.Split('\n'))
            .Select(line => line.Trim()).Where(line => line.StartsWith(Program, StringComparison.Ordinal));

    /// <summary>Any server will do: the probe only connects.</summary>
    private static async Task<TestProcess> StartBackendAsync(NetworkNamespace network, string ip)
    {
        await network.IpAsync("address", "add", $"{ip}/32", "dev", "lo");
        var server = TestProcess.Start(
            [.. network.Runs, "redis-server", "--bind", ip, "--port", "3306", "--save", "", "--daemonize", "no"]);
        await server.Output.LineAsync(
            line => line.Contains("Ready to accept"), "the server", 0, Loopback.Patience);
        return server;
    }
}
