using System.Net;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;

namespace L4Balancer.Bench.Drill.Servers;

/// <summary>A real server that is killed and started again on its port.</summary>
internal sealed class DrillServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly ServerKind _kind;
    private readonly Stage _stage;
    private readonly string _folder;
    private OwnedProcess _process;

    private DrillServer(ServerKind kind, Stage stage, string folder, OwnedProcess process, IPEndPoint address) =>
        (_kind, _stage, _folder, _process, Address) = (kind, stage, folder, process, address);

    public IPEndPoint Address { get; }

    /// <exception cref="CompareException">It cannot be started.</exception>
    public static async Task<DrillServer> StartAsync(ServerKind kind, Stage stage, CancellationToken stop)
    {
        var folder = stage.NewFolder(kind.Name);
        var (process, address) = await Ports.StartAsync(
            stage.Processes, port => kind.CommandOf(stage, port, folder), stop);
        return new DrillServer(kind, stage, folder, process, address);
    }

    public void Signal(int signal) => Signals.SendToGroup(_process.Id, signal);

    /// <summary>SIGKILL; completes when it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _stage.Processes.EndAsync(_process);
    }

    /// <summary>Starts it again; completes when it answers.</summary>
    /// <exception cref="CompareException">It does not answer.</exception>
    public async Task StartAgainAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        _process = _stage.Processes.Start(_kind.CommandOf(_stage, Address.Port, _folder));
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(Patience);
        while (!await AnswersAsync(late.Token))
        {
            if (_process.HasExited || late.IsCancellationRequested) throw new CompareException(Ports.Failure(_process));
            await Task.Delay(Pause, stop);
        }
    }

    public Task EndAsync() => _stage.Processes.EndAsync(_process);

    private async Task<bool> AnswersAsync(CancellationToken stop)
    {
        try
        {
            return await _kind.AskAsync(Address, stop) == Address.Port;
        }
        catch (Exception e) when (e is DrillSessionException or OperationCanceledException)
        {
            return false;
        }
    }
}
