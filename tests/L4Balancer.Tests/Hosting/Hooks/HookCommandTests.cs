using System.Text.Json.Nodes;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting.Hooks;

/// <summary>Hooks that run a program.</summary>
internal sealed class HookCommandTests
{
    [Test]
    public async Task A_program_gets_the_event_on_its_input_and_facts_in_its_environment_and_nothing_else_of_ours()
    {
        await using var bench = new HookBench(
            HookBench.Shell("cat; env | cut -d= -f1 | grep -v -x -e PWD -e OLDPWD -e SHLVL -e _; pwd"));
        bench.Report();
        var output = OutputOf(await bench.LogsAsync("succeeded"));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var told = JsonNode.Parse(lines[0])!;
        Assert.That((string?)told["kind"], Is.EqualTo("backend-down"));
        Assert.That((string?)told["message"], Does.EndWith("is down: \"refused\""));
        Assert.That((string?)told["text"], Does.StartWith($"l4balancer on {Environment.MachineName}: Backend 10.0"));
        var names = lines[1..^1];
        Assert.That(names, Is.SupersetOf(new[] { "L4BALANCER_AT", "L4BALANCER_BACKEND", "L4BALANCER_EVENT", "PATH" }));
        Assert.That(names, Has.All.Match("^(L4BALANCER_.*|PATH|HOME|USER|LANG|TZ|TMPDIR|CREDENTIALS_DIRECTORY)$"));
        Assert.That(lines[^1], Is.EqualTo("/"));
    }

    [Test]
    public async Task No_shell_looks_at_an_argument_or_at_the_event()
    {
        await using var bench = new HookBench(new HookConfig
        {
            Name = "h",
            On = [HookEvent.BackendDown],
            Command = ["/usr/bin/printf", "%s|", "$(id)", "a b", ""],
        });
        bench.Report();
        Assert.That(OutputOf(await bench.LogsAsync("succeeded")), Is.EqualTo("$(id)|a b||"));
    }

    [Test]
    public async Task A_program_that_fails_is_a_warning_with_its_status_and_output()
    {
        await using var bench = new HookBench(HookBench.Shell("echo what; echo why >&2; exit 3"));
        bench.Report();
        var line = await bench.LogsAsync("failed");
        Assert.That(line, Does.StartWith("Warning: Hook h for event 1 (backend-down) failed after "));
        Assert.That(line, Does.Contain(" s: exit status 3; output: ").And.Contain("what").And.Contain("why"));
        await bench.EndedAsync(1);
        Assert.That(bench.Snapshot().Failures, Is.EqualTo(1));
    }

    [TestCase("/no/such/program")]
    [TestCase("/etc/passwd")]
    public async Task A_program_that_cannot_be_started_is_a_failure_that_names_it(string program)
    {
        await using var bench = new HookBench(
            new HookConfig { Name = "h", On = [HookEvent.BackendDown], Command = [program] });
        bench.Report();
        Assert.That(await bench.LogsAsync("failed"), Does.Contain(program));
    }

    [Test]
    public async Task A_program_that_neither_reads_nor_ends_writing_is_read_and_its_output_cut()
    {
        await using var bench = new HookBench(HookBench.Shell("exec 0<&-; head -c 300000 /dev/zero | tr '\\0' x"));
        bench.Report();
        var line = await bench.LogsAsync("succeeded");
        Assert.That(line, Does.EndWith($"x\" and {300_000 - Core.Limits.ProgramOutputMax} more bytes"));
    }

    /// <summary>A child that ignores signals, and one whose parent is gone, are processes of the run.</summary>
    [Test]
    public async Task At_the_timeout_all_processes_of_the_run_are_killed()
    {
        var time = new ManualTime();
        await using var bench = new HookBench(time);
        var file = bench.Folder.PathOf("pids");
        var script = $"(trap '' TERM HUP; echo ready; sleep 600 & echo $! >>{file}; echo $$ >>{file}; wait) & "
            + $"sleep 600 & echo begun; echo $! >>{file}; exit 0";
        bench.Hooks.Change([HookBench.Shell(script) with { Timeout = TimeSpan.FromSeconds(2) }]);
        bench.Report();
        await Eventually.HoldsAsync(
            () => File.Exists(file) && File.ReadAllLines(file).Length == 3, () => "all processes run");
        time.Advance(TimeSpan.FromSeconds(2));
        var line = await bench.LogsAsync("failed");
        Assert.That(line, Does.Contain("it timed out; output: ").And.Contain("begun").And.Contain("ready"));
        var pids = (await File.ReadAllLinesAsync(file)).Select(int.Parse).ToArray();
        await Eventually.HoldsAsync(
            () => Array.TrueForAll(pids, ProcessTable.HasEnded), () => $"{string.Join(' ', pids)} are gone");
    }

    [Test]
    public async Task The_stop_of_the_daemon_ends_what_runs_and_runs_nothing_more()
    {
        var bench = new HookBench(HookBench.Shell("exec sleep 600") with { Timeout = TimeSpan.FromMinutes(10) });
        for (var i = 0; i < 3; i++) bench.Report();
        await Eventually.HoldsAsync(() => bench.Snapshot().Running == 1, () => "it runs");
        await bench.DisposeAsync();
        Assert.That(bench.Lines.Single(), Does.Contain("failed").And.Contain("the daemon stops"));
        bench.Report();
        Assert.That(bench.Snapshot().Runs, Is.EqualTo(1));
    }

    private static string OutputOf(string line) =>
        JsonNode.Parse(line[(line.IndexOf("output: ", StringComparison.Ordinal) + "output: ".Length)..])!
            .GetValue<string>();
}
