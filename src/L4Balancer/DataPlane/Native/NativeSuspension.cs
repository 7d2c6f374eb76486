using System.Runtime.Versioning;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// All loops of an engine stand still, and with them their sessions, timers and accepts: nothing has to be stopped one
/// by one, and to go on is to return.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeSuspension : ISuspension
{
    private readonly ManualResetEventSlim _end = new();
    private List<SessionExport>[] _exports = [];

    public IReadOnlyList<SessionExport> Sessions { get; private set; } = [];

    public ulong LastId { get; private set; }

    /// <summary>Completes when all loops stand still.</summary>
    public static async Task<NativeSuspension> BeginAsync(IReadOnlyList<NativeWorker> workers)
    {
        var suspension = new NativeSuspension { _exports = [.. workers.Select(_ => new List<SessionExport>())] };
        var stopping = workers.Select(suspension.StopAsync).ToArray();
        await Task.WhenAll(stopping);
        suspension.LastId = workers.Max(worker => worker.LastId); // They stand still.
        suspension.Sessions = [.. suspension._exports.SelectMany(export => export)];
        return suspension;
    }

    public Task GoOnAsync()
    {
        _end.Set();
        return Task.CompletedTask;
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
