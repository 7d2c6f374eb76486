using System.Runtime.Versioning;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// All loops of an engine stand still, and with them their sessions, timers and accepts: nothing has to be stopped one
/// by one, and to go on is to return.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeSuspension(LoadBalance balance) : ISuspension
{
    private readonly ManualResetEventSlim _end = new();
    private List<SessionExport>[] _exports = [];

    public IReadOnlyList<SessionExport> Sessions { get; private set; } = [];

    public ulong LastId { get; private set; }

    /// <summary>Completes when all loops stand still.</summary>
    public static async Task<NativeSuspension> BeginAsync(IReadOnlyList<NativeWorker> workers, LoadBalance balance)
    {
        var suspension = new NativeSuspension(balance)
        {
            _exports = [.. workers.Select(_ => new List<SessionExport>())],
        };

        // A client on its way from one loop to another would be a session of neither. After this turn of each loop all
        // of them are in the mailboxes, before the work that stops the loops.
        balance.Hold(true);
        await Task.WhenAll(workers.Select(TurnAsync));
        var stopping = workers.Select(suspension.StopAsync).ToArray();
        await Task.WhenAll(stopping);
        suspension.LastId = workers.Max(worker => worker.LastId); // They stand still.
        suspension.Sessions = [.. suspension._exports.SelectMany(export => export)];
        return suspension;
    }

    public Task GoOnAsync()
    {
        balance.Hold(false);
        _end.Set();
        return Task.CompletedTask;
    }

    private static Task TurnAsync(NativeWorker worker)
    {
        var turned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Post(turned.SetResult);
        return turned.Task;
    }

    private Task StopAsync(NativeWorker worker)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Post(() =>
        {
            Export(worker);
            stopped.SetResult();
            _end.Wait();
        });
        return stopped.Task;
    }

    private void Export(NativeWorker worker)
    {
        var exports = _exports[worker.Index];
        using var way = worker.Running.BeginWalk();
        while (way.TryNext(out var session))
        {
            // A bug in one session ends that one.
            if (session.Guard(static s => s.IsRunning ? s.Export() : null, null) is { } export) exports.Add(export);
        }
    }
}
