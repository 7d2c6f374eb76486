namespace L4Balancer.Tests.Support;

/// <summary>
/// An installed server in its own folder, on a free port, which it keeps when it is restarted.
/// </summary>
internal abstract class RealServer : IAsyncDisposable
{
    private const int PortsTried = 5;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private TestProcess? _process;

    public int Port { get; private set; }

    /// <summary>The address as written in a configuration.</summary>
    public virtual string Address => $"127.0.0.1:{Port}";

    /// <summary>The lines written since its last start.</summary>
    public string[] Log => Process.Output.Since(0);

    protected TempFolder Folder { get; } = new();

    /// <summary>The running process.</summary>
    protected TestProcess Process => _process ?? throw new InvalidOperationException("The server was not started.");

    /// <summary>Starts all at the same time; if one does not start, none is left running.</summary>
    public static async Task StartAllAsync(IReadOnlyList<RealServer> servers)
    {
        try
        {
            await Task.WhenAll(servers.Select(s => s.StartAsync()));
        }
        catch
        {
            foreach (var server in servers) await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes a free port, starts, and waits until the server answers.</summary>
    public async Task StartAsync()
    {
        for (var tried = 1; ; tried++)
        {
            Port = FreePort.Pick();
            if (await TryStartAsync()) return;
            if (tried == PortsTried) FailToStart();
        }
    }

    /// <summary>For a test that may follow one that killed the server and then failed.</summary>
    public Task EnsureRunningAsync() => Process.HasExited ? StartAgainAsync() : Task.CompletedTask;

    /// <summary>On the same port as before.</summary>
    public async Task StartAgainAsync()
    {
        if (!await TryStartAsync()) FailToStart();
    }

    /// <summary>When it completes, all sockets of the server are closed.</summary>
    public virtual Task Kill9Async() => Process.KillAsync();

    /// <summary>SIGSTOP: the kernel still accepts connections for it, but it does nothing.</summary>
    public Task FreezeAsync() => Process.FreezeAsync();

    public void Thaw() => Process.Signal(Signal.Continue);

    public virtual async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await Kill9Async();
            await _process.DisposeAsync();
        }

        Folder.Dispose();
    }

    protected abstract TestProcess Launch();

    /// <summary>Returns false while the server does not answer; any failure to connect counts.</summary>
    protected abstract Task<bool> AnswersAsync();

    private void FailToStart() =>
        Assert.Fail($"{GetType().Name} does not start:\n{string.Join('\n', Process.Output.Since(0))}");

    /// <summary>
    /// Returns false if the process ended before it answered, usually because another one took the port.
    /// </summary>
    private async Task<bool> TryStartAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _process = Launch();
        await Eventually.GetAsync(
            $"{GetType().Name} answers", StartPatience, async () => _process.HasExited || await AnswersAsync(),
            isSo => isSo);
        return !_process.HasExited;
    }
}
