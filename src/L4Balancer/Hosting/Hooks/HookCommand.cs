using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using L4Balancer.Core;
using L4Balancer.Linux;

namespace L4Balancer.Hosting.Hooks;

/// <summary>
/// Runs the program of a hook: the event on its standard input, a few facts in its environment, nothing else of the
/// daemon. All descriptors of the daemon are close-on-exec, and the framework passes on only the three pipes.
/// </summary>
internal static class HookCommand
{
    /// <summary>
    /// Of util-linux, on every system with systemd: makes the program the first of a session, and so of a process
    /// group, of its own, which the framework cannot. It replaces itself, so the program has the number that was
    /// started.
    /// </summary>
    private const string NewSession = "/usr/bin/setsid";

    /// <summary>
    /// What a program may need of the environment. The rest concerns the daemon: its socket to systemd, the watchdog,
    /// settings of the runtime.
    /// </summary>
    private static readonly string[] PassedOn =
        ["PATH", "HOME", "USER", "LANG", "TZ", "TMPDIR", "CREDENTIALS_DIRECTORY"];

    /// <param name="timeout">Cancelled when the run has to end: all of its processes are killed.</param>
    /// <exception cref="OperationCanceledException">It was.</exception>
    public static async Task<HookOutcome> RunAsync(
        IReadOnlyList<string> command, HookMessage message, HookOutput output, CancellationToken timeout)
    {
        using var process = new Process { StartInfo = StartInfoOf(command, message) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return new HookOutcome($"{command[0]} cannot be started: {e.Message}", "");
        }

        // Not the caller's token for reading: what a killed program has written is still read to its end.
        using var abandoned = new CancellationTokenSource();
        var reading = Task.WhenAll(
            output.ReadAsync(process.StandardOutput.BaseStream, abandoned.Token),
            output.ReadAsync(process.StandardError.BaseStream, abandoned.Token));
        try
        {
            await WriteAsync(process.StandardInput.BaseStream, message, timeout);

            // A program that is gone while others still hold its output is not done: they belong to the run.
            await Task.WhenAll(process.WaitForExitAsync(timeout), reading.WaitAsync(timeout));
        }
        finally
        {
            if (timeout.IsCancellationRequested) Kill(process);
            abandoned.CancelAfter(Limits.HookOutputPatience);
            await reading.WaitAsync(abandoned.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return new HookOutcome(CauseOf(process.ExitCode), output.ToString());
    }

    private static ProcessStartInfo StartInfoOf(IReadOnlyList<string> command, HookMessage message)
    {
        var hasNewSession = OperatingSystem.IsLinux() && File.Exists(NewSession);
        var words = hasNewSession ? command.Prepend(NewSession) : command;
        var start = new ProcessStartInfo(words.First(), words.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        var inherited = PassedOn.Select(name => (name, value: Environment.GetEnvironmentVariable(name))).ToArray();
        start.Environment.Clear();
        foreach (var (name, value) in inherited.Concat(FactsOf(message)))
        {
            if (value is not null) start.Environment[name] = value;
        }

        return start;
    }

    private static IEnumerable<(string Name, string? Value)> FactsOf(HookMessage message) =>
    [
        ("L4BALANCER_EVENT", message.Kind),
        ("L4BALANCER_EVENT_ID", message.Id.ToString(CultureInfo.InvariantCulture)),
        ("L4BALANCER_AT", message.At.ToString("O", CultureInfo.InvariantCulture)),
        ("L4BALANCER_SEVERITY", message.Severity),
        ("L4BALANCER_POOL", message.Pool),
        ("L4BALANCER_BACKEND", message.Backend),
        ("L4BALANCER_MESSAGE", message.Message),
    ];

    private static async Task WriteAsync(Stream input, HookMessage message, CancellationToken timeout)
    {
        try
        {
            await using (input)
            {
                byte[] line = [.. message.ToJson(), (byte)'\n'];
                await input.WriteAsync(line, timeout);
            }
        }
        catch (IOException)
        {
            // The program does not read it, or has ended.
        }
    }

    /// <summary>
    /// The group first: with a program that has ended, only the group still leads to what it has started. Its number is
    /// not used again while the group has a process. Without a group, all descendants that can be found.
    /// </summary>
    private static void Kill(Process process)
    {
        if (OperatingSystem.IsLinux()) ProcessGroup.Kill(process.Id);
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended.
        }
    }

    /// <summary>The framework returns 128 and the number for a signal, as a shell does.</summary>
    private static string? CauseOf(int exitCode) => exitCode == 0 ? null : $"exit status {exitCode}";
}
