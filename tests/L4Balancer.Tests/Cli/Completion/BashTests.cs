using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Cli.Completion;

/// <summary>Tab in a real bash.</summary>
[TestFixture, NonParallelizable]
internal sealed class BashTests
{
    private AskedDaemon _daemon = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Needs.Programs("bash");
        _daemon = await AskedDaemon.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _daemon.DisposeAsync();

    [Test]
    public async Task Verbs_and_options_are_completed()
    {
        Assert.That(await CompleteAsync("l4balancer rese"), Is.EqualTo(new[] { "reset-sessions" }));
        Assert.That(await CompleteAsync("l4balancer drain --dead"), Is.EqualTo(new[] { "--deadline" }));
        Assert.That(await CompleteAsync("l4balancer "), Is.SupersetOf(new[] { "status", "top", "drain", "weight" }));
    }

    [Test]
    public async Task Pools_of_the_running_daemon_are_completed() =>
        Assert.That(await CompleteNamesAsync("l4balancer failover qu"), Is.EqualTo(new[] { "queue" }));

    [Test]
    public async Task Backends_are_completed() =>
        Assert.That(await CompleteNamesAsync("l4balancer drain qu"), Has.Member($"queue/{_daemon.Addresses[2]}"));

    /// <summary>bash treats a colon as a word break and replaces only the part after it.</summary>
    [Test]
    public async Task Tab_completes_an_address_after_its_colon_too()
    {
        await using var terminal = await Tmux.StartAsync(200, 24);
        var script = _daemon.File("setup", $$"""
            export L4BALANCER_ADMIN={{_daemon.Admin}}
            l4balancer() { {{string.Join(' ', L4BalancerCommand.With())}} "$@"; }
            source <(l4balancer completion bash)
            """);
        await terminal.TypeAsync($"source {script}; echo the setup is do''ne");
        await terminal.PressAsync("Enter");
        await terminal.ShowsAsync("the setup", screen => screen.Contains("setup is done"));
        var address = _daemon.Addresses[2];
        await terminal.TypeAsync($"l4balancer drain queue/{address[..^3]}");
        await terminal.CompletesToAsync($"l4balancer drain queue/{address} ");
    }

    [Test]
    public async Task Without_a_daemon_nothing_is_completed_or_printed()
    {
        var result = await RunAsync("l4balancer failover qu", "unix:/nowhere");
        Assert.That((result.Output, result.Errors), Is.EqualTo(("", "")));
    }

    /// <summary>
    /// Retries until there are names: the command gives up on a daemon that does not answer within a second.
    /// </summary>
    private Task<string[]> CompleteNamesAsync(string line) => Eventually.GetAsync(
        $"names for {line}", Loopback.Patience, () => CompleteAsync(line), names => names.Length > 0);

    private async Task<string[]> CompleteAsync(string line)
    {
        var result = (await RunAsync(line, _daemon.Admin)).OrThrow();
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>
    /// The candidates that bash would offer, one per line. A function replaces the installed command; compopt works
    /// only in a completion started by bash itself.
    /// </summary>
    private static async Task<CommandResult> RunAsync(string line, string admin)
    {
        var script = (await L4BalancerCommand.RunAsync("completion", "bash")).OrThrow().Output;
        var command = string.Join(' ', L4BalancerCommand.With());
        return await Command.RunAsync(
            "env", $"L4BALANCER_ADMIN={admin}", "bash", "--norc", "-c",
            $$"""
            l4balancer() { {{command}} "$@"; }
            compopt() { :; }
            {{script}}
            COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=($1)
            _l4balancer
            printf '%s\n' "${COMPREPLY[@]}" | sed '/^$/d'
            """,
            "bash", line);
    }
}
