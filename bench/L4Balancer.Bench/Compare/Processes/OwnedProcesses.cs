namespace L4Balancer.Bench.Compare.Processes;

/// <summary>All processes of the comparison; disposing ends them in reverse order.</summary>
internal sealed class OwnedProcesses : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<OwnedProcess> _running = [];

    public OwnedProcesses() => AppDomain.CurrentDomain.ProcessExit += KillAll;

    /// <summary>The sessions (setsid(2)) in which our processes and what they forked run.</summary>
    public HashSet<int> Sessions
    {
        get
        {
            lock (_lock) return [.. _running.Select(p => p.Id)];
        }
    }

    /// <exception cref="CompareException">The program cannot be started.</exception>
    public OwnedProcess Start(params IReadOnlyList<string> command)
    {
        var process = OwnedProcess.Start(command);
        lock (_lock) _running.Add(process);
        return process;
    }

    /// <summary>Ends one before the others.</summary>
    public async Task EndAsync(OwnedProcess process)
    {
        await process.DisposeAsync();
        lock (_lock) _running.Remove(process);
    }

    public async ValueTask DisposeAsync()
    {
        OwnedProcess[] running;
        lock (_lock) running = [.. Enumerable.Reverse(_running)];
        foreach (var process in running) await EndAsync(process);
        AppDomain.CurrentDomain.ProcessExit -= KillAll;
    }

    /// <summary>The last resort, if this program exits without disposing.</summary>
    private void KillAll(object? sender, EventArgs e)
    {
        lock (_lock) _running.ForEach(p => p.Kill());
    }
}
