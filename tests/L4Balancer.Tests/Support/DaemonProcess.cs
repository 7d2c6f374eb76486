using System.Globalization;
using System.Text.RegularExpressions;
using L4Balancer.Telemetry;

namespace L4Balancer.Tests.Support;

/// <summary>The real daemon: <c>l4balancer run -c FILE</c> in a separate process, with its log captured.</summary>
internal sealed partial class DaemonProcess : IAsyncDisposable
{
    public const string FileName = "lb.yaml";

    private const int LogLinesShown = 120;

    private readonly TempFolder _folder;
    private readonly TestProcess _process;

    private DaemonProcess(TempFolder folder, TestProcess process) => (_folder, _process) = (folder, process);

    public int Pid => _process.Pid;

    public string ConfigPath => _folder.PathOf(FileName);

    /// <summary>A position in the log, for lines written from now on.</summary>
    public int Mark => _process.Output.Count;

    /// <summary>CPU used so far by all threads, in user and system mode.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            // proc_pid_stat(5): utime and stime are the 14th and 15th field, the 12th and 13th after the name, in ticks
            // of 10 ms.
            var fields = File.ReadAllText($"/proc/{Pid}/stat").Split(") ")[1].Split(' ');
            return TimeSpan.FromMilliseconds(10 * (long.Parse(fields[11]) + long.Parse(fields[12])));
        }
    }

    public int OpenFiles => Directory.GetFileSystemEntries($"/proc/{Pid}/fd").Length;

    /// <summary>Starts and waits until every listener accepts.</summary>
    /// <param name="launcher">The command that runs the daemon, such as <c>prlimit</c> with its arguments; it must
    /// exec.</param>
    /// <param name="program">A program that takes the arguments of the daemon; null for the daemon.</param>
    public static async Task<DaemonProcess> StartAsync(
        string config, IReadOnlyList<string>? launcher = null, IReadOnlyList<string>? options = null, int listeners = 1,
        IReadOnlyList<string>? program = null)
    {
        var daemon = Launch(config, launcher, options, program);
        try
        {
            for (var i = 1; i <= listeners; i++)
            {
                await daemon._process.Output.LineAsync(
                    _ => daemon.Logged(EventIds.Listening).Length >= i, $"listener {i} of {listeners}", 0,
                    Loopback.Patience);
            }

            return daemon;
        }
        catch
        {
            await daemon.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts without waiting: for a daemon that may end before it listens.</summary>
    public static DaemonProcess Launch(
        string config, IReadOnlyList<string>? launcher = null, IReadOnlyList<string>? options = null,
        IReadOnlyList<string>? program = null)
    {
        var folder = new TempFolder();
        File.WriteAllText(folder.PathOf(FileName), config);
        return LaunchIn(folder, launcher, options, program);
    }

    /// <summary>The same with a file (or what a test uses in its place) that is there already.</summary>
    public static DaemonProcess LaunchIn(
        TempFolder folder, IReadOnlyList<string>? launcher = null, IReadOnlyList<string>? options = null,
        IReadOnlyList<string>? program = null) =>
        new(folder, TestProcess.Start(
        [
            .. launcher ?? [], .. program ?? L4BalancerCommand.With(), "run", "-c", folder.PathOf(FileName),
            .. options ?? [],
        ]));

    /// <summary>The address of a listener, from the log.</summary>
    public (string Host, int Port) Listener(string name) => Listeners().Last(l => l.Name == name).Address;

    /// <summary>The port of the only listener, or of the first one.</summary>
    public int Port => Listeners().First().Address.Port;

    /// <summary>The lines of an event since a position of the log that hold a text.</summary>
    public string[] Logged(int eventId, string text = "", int since = 0) =>
        [.. _process.Output.Since(since).Where(line => IsOf(line, eventId) && line.Contains(text))];

    /// <summary>Waits for the line of an event.</summary>
    public Task<string> LogsAsync(int eventId, string text = "", int since = 0, TimeSpan? patience = null) =>
        _process.Output.LineAsync(
            line => IsOf(line, eventId) && line.Contains(text), $"event {eventId} with \"{text}\"", since,
            patience ?? Loopback.Patience);

    public void Signal(Signal signal) => _process.Signal(signal);

    public Task FreezeAsync() => _process.FreezeAsync();

    /// <summary>Writes the file and sends SIGHUP; completes when the new configuration is in force.</summary>
    public async Task ReloadAsync(string config)
    {
        var mark = Mark;
        await File.WriteAllTextAsync(ConfigPath, config);
        Signal(Support.Signal.Hangup);
        await LogsAsync(EventIds.ReloadDone, since: mark);
    }

    public Task<int> WaitForExitAsync(TimeSpan? patience = null) => _process.WaitForExitAsync(patience);

    /// <summary>Waits for the end of the process itself; a successor may have its output.</summary>
    public Task WaitForProcessAsync(TimeSpan? patience = null) => _process.WaitForProcessAsync(patience);

    public string[] Log => _process.Output.Since(0);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        foreach (var successor in ProcessTable.With(ConfigPath)) Signals.Send(successor, Support.Signal.Kill);
        await TestContext.Out.WriteLineAsync($"The daemon's log:\n{string.Join('\n', Log.TakeLast(LogLinesShown))}");
        _folder.Dispose();
    }

    private IEnumerable<(string Name, (string Host, int Port) Address)> Listeners()
    {
        foreach (var line in Logged(EventIds.Listening))
        {
            var found = ListeningPattern().Match(line).Groups;
            var port = int.Parse(found["port"].Value, CultureInfo.InvariantCulture);
            yield return (found["name"].Value, (found["host"].Value, port));
        }
    }

    private static bool IsOf(string line, int eventId) => line.Contains($"[{eventId}] ");

    [GeneratedRegex(@"Listener (?<name>\S+) accepts on (?<host>\S+):(?<port>[0-9]+)$", RegexOptions.NonBacktracking)]
    private static partial Regex ListeningPattern();
}
