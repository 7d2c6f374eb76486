using System.Text.Json;
using System.Text.RegularExpressions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Cli.Top;

/// <summary>The live screen in a real terminal, with a real daemon.</summary>
[TestFixture, NonParallelizable]
internal sealed partial class TopTerminalTests
{
    private AskedDaemon _daemon = null!;
    private Tmux _terminal = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _daemon = await AskedDaemon.StartAsync();
        _terminal = await Tmux.StartAsync(80, 24);
        var command = string.Join(' ', L4BalancerCommand.With("top", "--admin", _daemon.Admin));
        await _terminal.TypeAsync($"{command}; echo ended with $?");
        await _terminal.PressAsync("Enter");
        await _terminal.ShowsAsync("all backends up", screen => Rows(screen).Count(r => r.Contains(" up ")) == 3);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _terminal.DisposeAsync();
        await _daemon.DisposeAsync();
    }

    [Test]
    public async Task Eighty_columns_are_enough_and_wider_terminals_are_used()
    {
        string[] words = ["generation", "NEW/s", "CONN", "q quit"];
        var screen = await _terminal.ShowsAsync("the whole screen", shown => words.All(shown.Contains));
        Assert.That(screen.Split('\n'), Is.All.Length.LessThanOrEqualTo(80));
        Assert.That(screen, Does.Contain(_daemon.Addresses[0]), "The graph gives way to the name.");
        await _terminal.ResizeAsync(140, 30);
        await _terminal.ShowsAsync("whole addresses", wide => _daemon.Addresses.All(wide.Contains));
    }

    [Test]
    public async Task The_filter_limits_the_rows_and_Esc_clears_it()
    {
        await _terminal.PressAsync("/");
        await _terminal.TypeAsync("queue");
        await _terminal.ShowsAsync("one backend", screen => Rows(screen).Length == 1 && screen.Contains("queue/"));
        await _terminal.PressAsync("Enter", "Escape");
        await _terminal.ShowsAsync("all of them", screen => Rows(screen).Length == 3);
    }

    [Test]
    public async Task Reverse_sorts_names_in_descending_order()
    {
        await _terminal.ShowsAsync("the first name first", screen => First(screen).Contains("queue/"));
        await _terminal.PressAsync("r");
        await _terminal.ShowsAsync("the last name first", screen => First(screen).Contains("web/"));
    }

    [Test]
    public async Task Sorting_by_sessions_puts_the_busiest_backend_first()
    {
        using var client = await _daemon.ConnectAsync();
        // The name, the state, the intent, the tier, the weight, and then the sessions.
        await _terminal.PressAsync("s", "s", "s", "s", "s");
        await _terminal.ShowsAsync("the one with the session first", screen => First(screen).Contains("web/"));
    }

    [Test]
    public async Task Draining_a_backend_on_the_screen_drains_it_in_the_daemon()
    {
        await _terminal.PressAsync("d");
        await _terminal.ShowsAsync("the question", screen => screen.Contains("Drain queue/"));
        await _terminal.PressAsync("n");
        await _terminal.ShowsAsync("that nothing was done", screen => screen.Contains("Nothing was done"));
        Assert.That(await IntentAsync(), Is.EqualTo("ready"));

        await _terminal.PressAsync("d", "y");
        await _terminal.ShowsAsync("the drain", screen => First(screen).Contains(" drain "));
        Assert.That(await IntentAsync(), Is.EqualTo("drain"));
        await _terminal.PressAsync("y");
        await _terminal.ShowsAsync("it ready again", screen => First(screen).Contains(" ready "));
        Assert.That(await IntentAsync(), Is.EqualTo("ready"));
    }

    [Test]
    public async Task It_reconnects_when_the_daemon_restarts()
    {
        await _daemon.RestartAsync();
        await _terminal.PressAsync("d");
        await _terminal.PressAsync("y");
        await _terminal.ShowsAsync(
            "the drain", screen => Rows(screen) is { Length: 3 } rows && rows[0].Contains(" drain "));
        Assert.That(await IntentAsync(), Is.EqualTo("drain"));
    }

    [TestCase("q")]
    [TestCase("C-c")]
    public async Task It_restores_the_terminal(string key)
    {
        Assert.That(await _terminal.TellAsync("#{alternate_on} #{cursor_flag}"), Is.EqualTo("1 0"));
        await _terminal.PressAsync(key);
        await _terminal.ShowsAsync("the prompt again", screen => screen.Contains("ended with 0"));
        Assert.That(await _terminal.TellAsync("#{alternate_on} #{cursor_flag}"), Is.EqualTo("0 1"));
        await _terminal.TypeAsync("echo typed is $((6*7)) shown");
        await _terminal.ShowsAsync("what is typed", screen => screen.Contains("echo typed is $((6*7)) shown"));
        await _terminal.PressAsync("Enter");
        await _terminal.ShowsAsync("that the shell works", screen => screen.Contains("typed is 42 shown"));
    }

    /// <summary>The intent of the first row when sorted by name.</summary>
    private async Task<string?> IntentAsync()
    {
        using var status = JsonDocument.Parse((await _daemon.AskAsync("status", "queue", "--json")).Output);
        return status.RootElement.GetProperty("backends")[0].GetProperty("intent").GetString();
    }

    /// <summary>The first row; empty while there is none.</summary>
    private static string First(string screen) => Rows(screen).FirstOrDefault("");

    private static string[] Rows(string screen) =>
        [.. screen.Split('\n').Where(line => RowBegin().IsMatch(line))];

    [GeneratedRegex("^(web|queue)/.* (up|down|[?]) ", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex RowBegin();
}
