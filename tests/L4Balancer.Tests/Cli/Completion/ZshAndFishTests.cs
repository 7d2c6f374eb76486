using System.Runtime.Versioning;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Cli.Completion;

/// <summary>Tab in a real zsh and a real fish, in a terminal.</summary>
[TestFixture, NonParallelizable, Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class ZshAndFishTests
{
    private const string FishPrompt = "function fish_prompt; echo -n \"ready> \"; end";

    private readonly TempFolder _commands = new();
    private AskedDaemon _daemon = null!;

    private string Environment => $"env PATH='{_commands.Path}':\"$PATH\" L4BALANCER_ADMIN='{_daemon.Admin}'";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _daemon = await AskedDaemon.StartAsync();
        var command = _commands.PathOf("l4balancer");
        await File.WriteAllTextAsync(
            command, $"#!/bin/sh\nexec {string.Join(' ', L4BalancerCommand.With())} \"$@\"\n");
        File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _daemon.DisposeAsync();
        _commands.Dispose();
    }

    [Test]
    public async Task Zsh_completes_verbs_and_backends()
    {
        Needs.Programs("zsh");
        await WriteScriptAsync("zsh", "_l4balancer");
        await using var terminal = await Tmux.StartAsync(160, 24, $"{Environment} PS1='ready> ' zsh -f");
        await terminal.TypeAsync(
            $"fpath=('{_commands.Path}' $fpath); autoload -U compinit; compinit -u -D; echo is do''ne");
        await CompletesAsync(terminal);
    }

    [Test]
    public async Task Fish_completes_verbs_and_backends()
    {
        Needs.Programs("fish");
        var script = await WriteScriptAsync("fish", "l4balancer.fish");
        await using var terminal = await Tmux.StartAsync(
            160, 24, $"{Environment} HOME='{_commands.Path}' fish --no-config --init-command '{FishPrompt}'");
        await terminal.TypeAsync($"source '{script}'; echo is do''ne");
        await CompletesAsync(terminal);
    }

    private async Task<string> WriteScriptAsync(string shell, string name)
    {
        var script = (await L4BalancerCommand.RunAsync("completion", shell)).OrThrow().Output;
        await File.WriteAllTextAsync(_commands.PathOf(name), script);
        return _commands.PathOf(name);
    }

    /// <summary>Waits until the typed setup is done.</summary>
    private async Task CompletesAsync(Tmux terminal)
    {
        await terminal.PressAsync("Enter");
        await terminal.ShowsAsync("the setup", screen => screen.Contains("is done"));
        await terminal.TypeAsync("l4balancer rese");
        await terminal.CompletesToAsync("l4balancer reset-sessions ");
        await terminal.TypeAsync("qu");
        await terminal.CompletesToAsync($"l4balancer reset-sessions queue/{_daemon.Addresses[2]} ");
    }
}
