using System.Collections.Concurrent;
using System.Diagnostics;

namespace L4Balancer.Bench.Compare.Processes;

/// <summary>
/// A program that runs until the comparison ends it, as the leader of a session and a process group of its own. So a
/// Ctrl-C of the terminal does not reach it before us, and what it forks is found and ended with it.
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

    /// <summary>The last lines that it wrote, to its output or its errors.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <exception cref="CompareException">The program cannot be started.</exception>
    public static OwnedProcess Start(params IReadOnlyList<string> command) =>
        new(command, Launcher.Start(command));

    /// <summary>
    /// SIGTERM to the group, SIGKILL to what is left of it after a while. Doing it twice does no harm.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        // What it left behind was killed when it ended; its number may be that of somebody else's group by now.
        if (_process.HasExited) return;
        Signals.SendToGroup(Id, Signals.Terminate);
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Grace);
        }
        catch (TimeoutException)
        {
            // Killed below, like what it may have left behind.
        }

        Signals.SendToGroup(Id, Signals.Kill);
        await _process.WaitForExitAsync();
    }

    /// <summary>At once, for an end that leaves no time.</summary>
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
