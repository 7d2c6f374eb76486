using System.ComponentModel;
using System.Diagnostics;
using L4Balancer.Core;
using L4Balancer.Linux;

namespace L4Balancer.Programs;

/// <summary>
/// Runs a program without a shell: some bytes on its standard input, a few facts in its environment, nothing else of
/// the daemon. All descriptors of the daemon are close-on-exec, and the framework passes on only the three pipes.
/// </summary>
internal static class ProgramRun
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

    /// <param name="command">The absolute path of the program, and its arguments.</param>
    /// <param name="facts">Added to its environment, if they have a value.</param>
    /// <param name="timeout">Cancelled when the run has to end: all of its processes are killed.</param>
    /// <exception cref="OperationCanceledException">It was.</exception>
    public static async Task<ProgramEnd> RunAsync(
        IReadOnlyList<string> command, IEnumerable<(string Name, string? Value)> facts, ReadOnlyMemory<byte> input,
        ProgramOutput output, CancellationToken timeout)
    {
        using var process = new Process { StartInfo = StartInfoOf(command, facts) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return new ProgramEnd(null, $"{command[0]} cannot be started: {e.Message}");
        }

        // Not the caller's token for reading: what a killed program has written is still read to its end.
        using var abandoned = new CancellationTokenSource();
        var reading = Task.WhenAll(
            output.ReadAsync(process.StandardOutput.BaseStream, abandoned.Token),
            output.ReadAsync(process.StandardError.BaseStream, abandoned.Token));
        try
        {
            await WriteAsync(process.StandardInput.BaseStream, input, timeout);

            // A program that is gone while others still hold its output is not done: they belong to the run.
            await Task.WhenAll(process.WaitForExitAsync(timeout), reading.WaitAsync(timeout));
        }
        finally
        {
            if (timeout.IsCancellationRequested) Kill(process);
            abandoned.CancelAfter(Limits.ProgramOutputPatience);
            await reading.WaitAsync(abandoned.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return new ProgramEnd(process.ExitCode, null);
    }

    private static ProcessStartInfo StartInfoOf(
        IReadOnlyList<string> command, IEnumerable<(string Name, string? Value)> facts)
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
        foreach (var (name, value) in inherited.Concat(facts))
        {
            if (value is not null) start.Environment[name] = value;
        }

        return start;
    }

    private static async Task WriteAsync(
        Stream to, ReadOnlyMemory<byte> input, CancellationToken timeout)
    {
        try
        {
            await using (to) await to.WriteAsync(input, timeout);
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
}
