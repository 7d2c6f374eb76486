using System.Text.RegularExpressions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Systemd;

/// <summary>The unit <c>l4balancer.service</c> in a machine, driven by systemctl(1) as an operator does.</summary>
internal sealed partial class Service(Machine machine)
{
    public const string ConfigPath = "/etc/l4balancer/l4balancer.yaml";

    private const string Unit = "l4balancer.service";
    private const string UnitPath = "/etc/systemd/system/" + Unit;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Installs the unit of this repository, with drop-ins given as name and text.</summary>
    public async Task InstallAsync(params (string Name, string Text)[] dropIns)
    {
        File.Copy(Repository.PathOf("systemd", Unit), machine.PathOf(UnitPath), overwrite: true);
        var folder = machine.PathOf(UnitPath + ".d");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in dropIns) await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        (await machine.RunAsync("systemctl", "daemon-reload")).OrThrow();
    }

    public async Task ConfigureAsync(string yaml)
    {
        Directory.CreateDirectory(machine.PathOf("/etc/l4balancer"));
        await File.WriteAllTextAsync(machine.PathOf(ConfigPath), yaml);
    }

    public Task<CommandResult> SystemctlAsync(string verb, params IReadOnlyList<string> options) =>
        machine.RunAsync(["systemctl", verb, .. options, Unit]);

    public async Task<string> PropertyAsync(string name) =>
        (await SystemctlAsync("show", "--value", "--property=" + name)).OrThrow().Text;

    public async Task<string> WaitForPropertyAsync(string name, Func<string, bool> isReached) =>
        await Eventually.GetAsync($"{name} of {Unit}", Limit, () => PropertyAsync(name), isReached);

    public async Task<int> MainPidAsync() => int.Parse(await PropertyAsync("MainPID"));

    /// <summary>The process id of the daemon as this side of the container sees it.</summary>
    public async Task<int> OutsidePidAsync() => ProcFs.Outside(machine.Init, await MainPidAsync());

    /// <summary>The current end of the journal.</summary>
    public async Task<string> JournalEndAsync()
    {
        (await machine.RunAsync("journalctl", "--sync", "--quiet")).OrThrow();
        var shown = (await machine.RunAsync("journalctl", "--lines=0", "--show-cursor", "--quiet")).OrThrow();
        return Cursor().Match(shown.Output).Groups["cursor"].Value;
    }

    /// <summary>The messages of the unit, and of systemd about it, after a position in the journal.</summary>
    public async Task<string> JournalAfterAsync(string cursor)
    {
        (await machine.RunAsync("journalctl", "--sync", "--quiet")).OrThrow();
        string[] query = ["journalctl", "--unit=" + Unit, "--after-cursor=" + cursor, "--output=cat", "--quiet"];
        return (await machine.RunAsync(query)).OrThrow().Output;
    }

    public Task<string> WaitForJournalAsync(string cursor, string text) =>
        Eventually.GetAsync(
            $"'{text}' in the journal", Limit, () => JournalAfterAsync(cursor), journal => journal.Contains(text));

    [GeneratedRegex(@"-- cursor: (?<cursor>\S+)", RegexOptions.NonBacktracking)]
    private static partial Regex Cursor();
}
