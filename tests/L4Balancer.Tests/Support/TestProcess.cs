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

    /// <summary>SIGKILL; when it completes, the process is gone.</summary>
    public async Task KillAsync()
    {
        Signal(Support.Signal.Kill);
        await _process.WaitForExitAsync().WaitAsync(Loopback.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }
}
