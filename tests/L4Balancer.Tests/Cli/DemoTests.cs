using System.Text.RegularExpressions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Cli;

/// <summary>The demo, into a pipe and on a terminal.</summary>
[TestFixture, NonParallelizable]
internal sealed partial class DemoTests
{
    private const char CtrlC = '\x03';

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task The_demo_has_no_client_errors_while_a_backend_dies_and_returns()
    {
        // In the last third the probes detect that the backend is back.
        var result = await L4BalancerCommand.RunAsync("demo", "--seconds", "15");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        var lines = result.Text.Split('\n');
        Assert.That(lines[^1], Does.Match("^Served [1-9][0-9]* sessions, 0 client-visible errors\\.$"));
        Assert.That(lines, Has.Some.Contains("killed backend two").And.Some.Contains("brought backend two back"));
        Assert.That(lines, Has.Some.Match("backend .* is down").And.Some.Match("backend .* is up"));
        Assert.That(result.Output, Does.Contain("nc 127.0.0.1 ").And.Not.Contain('\x1b'), "A pipe gets plain lines.");
    }

    /// <summary>
    /// script(1) provides a terminal, in which Ctrl-C becomes SIGINT, as for a user. It runs the user's shell,
    /// and some shells answer Ctrl-C with their own exit code: the demo replaces the shell.
    /// </summary>
    [Test]
    public async Task On_a_terminal_the_demo_shows_a_live_table_and_Ctrl_C_ends_it_cleanly()
    {
        Needs.Programs("script");
        var command = string.Join(' ', L4BalancerCommand.With("demo", "--seconds", "600"));
        await using var terminal = TestProcess.Start(
            "script", "--quiet", "--return", "--command", $"stty cols 120 rows 40; exec {command}", "/dev/null");
        await terminal.Output.LineAsync(line => TableRow().IsMatch(line), "a row of the live table", 0, Patience);
        var mark = terminal.Output.Count;
        await terminal.Output.LineAsync(
            line => TableRow().IsMatch(line), "the row again, a second later", mark, Patience);

        await terminal.Input.WriteAsync(CtrlC);
        await terminal.Input.FlushAsync();
        await terminal.Output.LineAsync(
            line => LastLine().IsMatch(line), "the last line", mark, Patience);
        Assert.That(await terminal.WaitForExitAsync(Patience), Is.Zero);
    }

    [GeneratedRegex(@"\btwo +\S+ [0-9]+ +\S+ .*up", RegexOptions.NonBacktracking)]
    private static partial Regex TableRow();

    [GeneratedRegex("Served [1-9][0-9]* sessions, 0 client-visible errors\\.", RegexOptions.NonBacktracking)]
    private static partial Regex LastLine();
}
