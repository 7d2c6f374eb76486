using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// The engine for Linux: one event loop per core, each with its own listening sockets; a session lives on one loop for
/// life. Bytes are moved by copy or by splice. What is here is for control: it hands work to the loops and waits.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeEngine : IForwardingEngine
{
    private readonly NativeServices _services;
    private readonly NativeWorker[] _workers;
    private readonly LoadBalance _balance;

    // Guards the changes of the three fields below: a stop may come in the middle of a reload.
    private readonly Lock _changes = new();
    private volatile List<NativeListener> _listeners = [];
    private List<Task> _endingListeners = [];
    private bool _isStopped;
    private volatile TaskCompletionSource? _allEnded;

    /// <param name="cores">The core of each worker; null where it may run anywhere.</param>
    public NativeEngine(NativeServices services, IReadOnlyList<int?> cores)
    {
        _services = services;
        _balance = new LoadBalance(cores.Count);
        _balance.Join(OnWorkerIdle);
        _workers = new NativeWorker[cores.Count];
        for (var i = 0; i < cores.Count; i++)
            _workers[i] = new NativeWorker(services, i, _workers, _balance, cores[i]);
        foreach (var worker in _workers) worker.Start();
    }

    public string Name => "native";

    public SessionCounters Counters => _services.Counters;

    public int ActiveSessions => _balance.Active;

    /// <summary>Sessions of each worker now.</summary>
    public IReadOnlyList<int> ActiveSessionsByWorker => [.. _workers.Select(w => _balance.ActiveOf(w.Index))];

    public IReadOnlyList<BoundListener> Bound =>
        [.. _listeners.Select(l => new BoundListener(l.Slot.Name, l.Bind, l.Actual))];

    public IListenerChange PrepareListeners(IReadOnlyList<ListenerConfig> listeners)
    {
        var change = new Change(this);
        var problems = new List<string>();
        foreach (var listener in listeners)
        {
            foreach (var bind in listener.Bind)
            {
                if (change.TryAdd(listener, bind) is { } problem) problems.Add(problem);
            }
        }

        if (problems.Count == 0) return change;
        change.Dispose();
        throw new ListenerBindException(problems);
    }

    public Task StopAcceptingAsync()
    {
        lock (_changes)
        {
            _isStopped = true;
            Close(_listeners, []);
            return Task.WhenAll(_endingListeners);
        }
    }

    public void EndSessions(string pool, NetAddress backend, CloseReason reason) =>
        EndOnAll(session => session.EndIfServedBy(pool, backend, reason));

    public void EndAllSessions(CloseReason reason) => EndOnAll(session => session.End(reason));

    public Task WaitForSessionsAsync(CancellationToken cancellationToken)
    {
        var ended = _allEnded ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        OnWorkerIdle();
        return ended.Task.WaitAsync(cancellationToken);
    }

    public async Task<bool> IsTurningAsync(CancellationToken cancellationToken)
    {
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
        foreach (var worker in _workers) worker.Dispose();
        _services.Spares.Dispose();
    }

    private static Task TurnAsync(NativeWorker worker)
    {
        var turned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Post(turned.SetResult);
        return turned.Task;
    }

    private void EndOnAll(Action<NativeSession> end)
    {
        foreach (var worker in _workers) worker.Post(() => worker.ForEachSession(end));
    }

    /// <summary>Each worker counts itself down before it looks, so the last one sees that all are done.</summary>
    private void OnWorkerIdle()
    {
        if (_allEnded is { } ended && _balance.Active == 0) ended.TrySetResult();
    }

    private void Close(IReadOnlyList<NativeListener> gone, List<NativeListener> kept)
    {
        _listeners = kept;
        _endingListeners =
            [.. _endingListeners.Where(t => !t.IsCompleted), .. gone.Select(listener => listener.StopAsync())];
    }

    /// <summary>
    /// The sockets of the next set of listeners: those that stay, and new ones that do not accept yet.
    /// </summary>
    private sealed class Change(NativeEngine engine) : IListenerChange
    {
        private readonly List<(NativeListener Listener, ListenerSlot Slot, int Backlog)> _next = [];
        private readonly List<NativeListener> _added = [];
        private readonly Dictionary<string, ListenerSlot> _slots = [];
        private bool _isCommitted;

        public string? TryAdd(ListenerConfig listener, BindAddress bind)
        {
            var slot = SlotOf(listener.Name);
            var known = engine._listeners.Find(l => l.Bind == bind);
            if (known is null)
            {
                var problem = TryBind(listener, bind, out known);
                if (problem is not null) return problem;
                _added.Add(known);
            }

            _next.Add((known, slot, listener.Backlog));
            return null;
        }

        public void Commit()
        {
            lock (engine._changes)
            {
                // The engine was stopped meanwhile: what was bound is closed by the disposal.
                if (engine._isStopped) return;
                _isCommitted = true;
                foreach (var (listener, slot, backlog) in _next) listener.Become(slot, backlog);
                var gone = engine._listeners.Except(_next.Select(n => n.Listener)).ToList();
                engine.Close(gone, [.. _next.Select(n => n.Listener)]);
                foreach (var listener in _added) listener.Start();
            }
        }

        public void Dispose()
        {
            if (_isCommitted) return;
            foreach (var listener in _added) listener.Discard();
        }

        private string? TryBind(ListenerConfig listener, BindAddress bind, out NativeListener bound)
        {
            bound = null!;
            try
            {
                var errno = NativeListener.TryBind(
                    engine._services, bind, listener.Backlog, engine._workers, out bound);
                return errno == Linux.Errno.None ? null : Problem(NativeErrors.Describe(errno));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return Problem(e.Message);
            }

            string Problem(string cause) => $"listeners.{listener.Name}.bind: {bind} cannot be bound: {cause}";
        }

        private ListenerSlot SlotOf(string name)
        {
            if (_slots.TryGetValue(name, out var slot)) return slot;
            slot = engine._listeners.Find(l => l.Slot.Name == name)?.Slot
                ?? new ListenerSlot(name, new AdmissionGate(engine._services.Places));
            return _slots[name] = slot;
        }
    }
}
