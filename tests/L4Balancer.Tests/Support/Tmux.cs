namespace L4Balancer.Tests.Support;

/// <summary>
/// A real terminal: a tmux window whose keys can be pressed and whose screen can be read.
/// </summary>
internal sealed class Tmux : IAsyncDisposable
{
    private const string Mark = "~";

    private readonly string _name;

    private Tmux(string name) => _name = name;

    /// <summary>Starts a shell in it; commands are typed.</summary>
    /// <param name="shell">One whose prompt is <c>ready&gt;</c>.</param>
    public static async Task<Tmux> StartAsync(
        int width, int height, string shell = "env PS1='ready> ' bash --norc --noprofile")
    {
        Needs.Programs("tmux", "bash");
        var tmux = new Tmux($"l4b-{Guid.NewGuid():N}");
        await tmux.RunAsync(
            "-f", "/dev/null", "new-session", "-d", "-x", $"{width}", "-y", $"{height}", shell);
        await tmux.ShowsAsync("the prompt", screen => screen.Contains("ready>"));
        return tmux;
    }

    /// <summary>Presses keys by the names of tmux: <c>Down</c>, <c>C-c</c>, <c>d</c>.</summary>
    public Task PressAsync(params string[] keys) => RunAsync(["send-keys", .. keys]);

    public Task TypeAsync(string text) => RunAsync("send-keys", "-l", text);

    public Task ResizeAsync(int width, int height) =>
        RunAsync("resize-window", "-x", $"{width}", "-y", $"{height}");

    public async Task<string> ScreenAsync() => (await RunAsync("capture-pane", "-p")).Output;

    /// <summary>Waits until the screen matches, and returns it.</summary>
    public Task<string> ShowsAsync(string what, Func<string, bool> isWanted) =>
        Eventually.GetAsync($"the screen shows {what}", Loopback.Patience, ScreenAsync, isWanted);

    /// <summary>
    /// Presses Tab until the shell has completed the line to this. Repeatedly, because the command offers nothing if
    /// the daemon does not answer within a second.
    /// </summary>
    public Task CompletesToAsync(string line) => Eventually.GetAsync(
        $"the line {line}", Loopback.Patience, TabAsync, screen => screen.Contains($"ready> {line}{Mark}"));

    /// <summary>Values of the pane in tmux: <c>#{alternate_on}</c>, <c>#{cursor_flag}</c>.</summary>
    public async Task<string> TellAsync(string format) => (await RunAsync("display-message", "-p", format)).Text;

    public async ValueTask DisposeAsync() => await Command.RunAsync("tmux", "-L", _name, "kill-server");

    /// <summary>The screen once the shell is idle, with a mark at the cursor.</summary>
    private async Task<string> TabAsync()
    {
        await PressAsync("Tab");
        await TypeAsync(Mark);
        var screen = await ShowsAsync("the mark", seen => seen.Contains(Mark));
        await PressAsync("BSpace");
        await ShowsAsync("no mark", seen => !seen.Contains(Mark));
        return screen;
    }

    private async Task<CommandResult> RunAsync(params string[] arguments) =>
        (await Command.RunAsync("tmux", ["-L", _name, .. arguments])).OrThrow();
}
