using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// The engine for Linux: one event loop per core, each with its own listening sockets; a session stays on one loop for
/// life. Bytes are moved by copy or by splice. This class is for control: it hands work to the loops and waits.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class NativeEngine : IForwardingEngine, IEngineHandover
{
    private readonly NativeServices _services;
    private readonly NativeWorker[] _workers;
    private readonly LoadBalance _balance;

    private readonly ListenerSet<NativeListener> _listeners;
    private TaskCompletionSource? _allEnded; // Set once; any thread.

    /// <param name="cores">The core of each worker; null if it may run on any core.</param>
    public NativeEngine(NativeServices services, IReadOnlyList<int?> cores)
    {
        _services = services;
        _listeners = new ListenerSet<NativeListener>(Bind, services.Arrivals);
        _balance = new LoadBalance(cores.Count);
        _balance.Join(OnWorkerIdle);
        _workers = new NativeWorker[cores.Count];
        for (var i = 0; i < cores.Count; i++)
            _workers[i] = new NativeWorker(services, i, _workers, _balance, cores[i]);
        foreach (var worker in _workers) worker.Start();
    }

    public string Name => "native";

    public bool IsNative => true;

    public SessionCounters Counters => _services.Counters;

    public int ActiveSessions => _balance.Active;

    public IReadOnlyList<ListenerCounters> Listeners => _listeners.Counters;

    public IReadOnlyList<LoopLoad> Loops => [.. _workers.Select(LoadOf)];

    internal IReadOnlyList<NativeWorker> Workers => _workers;

    /// <summary>Current sessions of each worker.</summary>
    public IReadOnlyList<int> ActiveSessionsByWorker => [.. _workers.Select(w => _balance.ActiveOf(w.Index))];

    public AdmissionState Arrivals => _services.Arrivals;

    public IReadOnlyList<BoundListener> Bound => _listeners.Bound;

    public IListenerChange PrepareListeners(IReadOnlyList<ListenerConfig> listeners) => _listeners.Prepare(listeners);

    public Task StopAcceptingAsync() => _listeners.StopAsync();

    public Task WaitForSessionsAsync(CancellationToken cancellationToken)
    {
        // One task for all waiters: an earlier waiter must not be forgotten when another arrives.
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = Interlocked.CompareExchange(ref _allEnded, made, null) ?? made;
        OnWorkerIdle();
        return ended.Task.WaitAsync(cancellationToken);
    }

    public async Task<bool> IsTurningAsync(CancellationToken cancellationToken)
    {
        // The loops may answer before anyone notices that the time is up.
        if (cancellationToken.IsCancellationRequested) return false;
        try
        {
            await Task.WhenAll(_workers.Select(TurnAsync)).WaitAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync();
        EndAllSessions(CloseReason.Shutdown);
        await WaitForSessionsAsync(CancellationToken.None);
        await _ended.CancelAsync();
        _services.Arrivals.Dispose();
        foreach (var worker in _workers) worker.Dispose();
    }

    private LoopLoad LoadOf(NativeWorker worker)
    {
        var meter = worker.Loop.Meter;
        var longest = meter.LongestTurn; // First: it is a part of the busy time, which may grow meanwhile.
        return new LoopLoad(
            worker.Index, _balance.ActiveOf(worker.Index), meter.Turns, meter.Events, meter.Busy, longest);
    }

    private static Task TurnAsync(NativeWorker worker)
    {
        var turned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Post(turned.SetResult);
        return turned.Task;
    }

    /// <summary>Each worker decrements its count before it checks, so the last one sees that all are done.</summary>
    private void OnWorkerIdle()
    {
        if (Volatile.Read(ref _allEnded) is { } ended && _balance.Active == 0) ended.TrySetResult();
    }

    private (NativeListener? Bound, string? Cause) Bind(
        ListenerConfig config, BindAddress address, BindHow how)
    {
        try
        {
            var cause = NativeListener.TryBind(_services, config, address, how, _workers, out var listener);
            return cause is null ? (listener, null) : (null, cause);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (null, e.Message);
        }
    }
}
