using System.Diagnostics;

namespace L4Balancer.Tests.Support;

/// <summary>A process started by a test and controlled by signals; disposing ends it in any state.</summary>
internal sealed class TestProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _following;

    private TestProcess(Process process)
    {
        _process = process;
        Pid = process.Id;
        _following = Output.FollowAsync(process.StandardOutput, process.StandardError);
    }

    public int Pid { get; }

    /// <summary>Its output and error output.</summary>
    public ProcessOutput Output { get; } = new();

    public StreamWriter Input => _process.StandardInput;

    public bool HasExited => _process.HasExited;

    /// <param name="command">The program and its arguments. It must end as the process that was started (exec), because
    /// signals go there.</param>
    public static TestProcess Start(params IReadOnlyList<string> command) => Start(command, folder: null);

    public static TestProcess Start(IReadOnlyList<string> command, string? folder)
    {
        var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        return new TestProcess(process!);
    }

    /// <summary>Does nothing if it has ended: its id may belong to another process by now.</summary>
    public void Signal(Signal signal)
    {
        if (!HasExited) Signals.Send(Pid, signal);
    }

    /// <summary>
    /// SIGSTOP; when it completes, no thread of it runs any more. The signal alone returns before: what is sent next
    /// could still be answered.
    /// </summary>
    public Task FreezeAsync()
    {
        Signal(Support.Signal.Stop);
        return Eventually.HoldsAsync(() => HasExited || IsFrozen(), () => $"process {Pid} stands still");
    }

    /// <summary>
    /// When it completes, the kernel has closed everything that the process had open; its last output is in
    /// <see cref="Output"/>.
    /// </summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync(TimeSpan? patience = null)
    {
        await _process.WaitForExitAsync().WaitAsync(patience ?? Loopback.Patience);
        await _following.WaitAsync(patience ?? Loopback.Patience);
        return _process.ExitCode;
    }

    /// <summary>Waits for the end of the process, but not of its output, which another one may share.</summary>
    public Task WaitForProcessAsync(TimeSpan? patience = null) =>
        _process.WaitForExitAsync().WaitAsync(patience ?? Loopback.Patience);

    /// <summary>SIGKILL; when it completes, the process is gone.</summary>
    public async Task KillAsync()
    {
        Signal(Support.Signal.Kill);
        await _process.WaitForExitAsync().WaitAsync(Loopback.Patience);
    }

    /// <summary>proc_pid_stat(5): the state follows the name, for each thread.</summary>
    private bool IsFrozen()
    {
        try
        {
            var threads = Directory.GetDirectories($"/proc/{Pid}/task");
            return Array.TrueForAll(threads, thread => File.ReadAllText($"{thread}/stat").Split(") ")[1][0] == 'T');
        }
        catch (IOException)
        {
            // A thread has ended meanwhile.
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }
}
