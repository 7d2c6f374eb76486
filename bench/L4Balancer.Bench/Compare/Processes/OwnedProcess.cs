using System.Collections.Concurrent;
using System.Diagnostics;

namespace L4Balancer.Bench.Compare.Processes;

/// <summary>
/// A program that runs until the comparison ends it, as the leader of its own session and process group. So a
/// Ctrl-C in the terminal does not reach it before us, and its child processes are found and ended with it.
/// </summary>
internal sealed class OwnedProcess : IAsyncDisposable
{
    private const int LinesMax = 200;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private OwnedProcess(IReadOnlyList<string> command, Process process)
    {
        Name = string.Join(' ', command);
        _process = process;
        Id = process.Id;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        process.Exited += (_, _) => Signals.SendToGroup(Id, Signals.Kill);
        process.EnableRaisingEvents = true;
    }

    /// <summary>The process, its group and its session.</summary>
    public int Id { get; }

    /// <summary>Its command, for messages.</summary>
    public string Name { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines of its output or error output.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <exception cref="CompareException">The program cannot be started.</exception>
    public static OwnedProcess Start(params IReadOnlyList<string> command) =>
        new(command, Launcher.Start(command));

    /// <summary>
    /// Sends SIGTERM to the group, and after a while SIGKILL to the rest. Idempotent.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        // Its remaining children were killed when it ended; its id may by now belong to another group.
        if (_process.HasExited) return;
        Signals.SendToGroup(Id, Signals.Terminate);
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Grace);
        }
        catch (TimeoutException)
        {
            // Killed below, like its remaining children.
        }

        Signals.SendToGroup(Id, Signals.Kill);
        await _process.WaitForExitAsync();
    }

    /// <summary>Kills at once, for an exit that leaves no time.</summary>
    public void Kill()
    {
        if (!_process.HasExited) Signals.SendToGroup(Id, Signals.Kill);
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        if (_lines.Count > LinesMax) _lines.TryDequeue(out _);
    }
}
