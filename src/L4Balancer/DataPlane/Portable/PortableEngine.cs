using System.Collections.Concurrent;
using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// The engine for every system that runs .NET: managed sockets, and one pipe of System.IO.Pipelines per direction. The
/// readable reference.
/// </summary>
internal sealed class PortableEngine(PortableServices services) : IForwardingEngine
{
    private readonly PortableServices _services = services;
    private readonly ConcurrentDictionary<PortableSession, Task> _sessions = new();
    private readonly EventThreadCheck _eventThreads = new();

    // Guards the changes of the three fields below: a stop may come in the middle of a reload. The watchdog and tests
    // read without it.
    private readonly Lock _changes = new();
    private volatile List<PortableListener> _listeners = [];
    private List<Task> _endingLoops = [];
    private bool _isStopped;
    private int _active;

    public string Name => "portable";

    public SessionCounters Counters => _services.Counters;

    public int ActiveSessions => Volatile.Read(ref _active);

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
            return Task.WhenAll(_endingLoops);
        }
    }

    public void EndSessions(string pool, NetAddress backend, CloseReason reason)
    {
        foreach (var session in _sessions.Keys)
        {
            if (session.IsServedBy(pool, backend)) session.End(reason);
        }
    }

    public void EndAllSessions(CloseReason reason)
    {
        foreach (var session in _sessions.Keys) session.End(reason);
    }

    public Task WaitForSessionsAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_sessions.Values).WaitAsync(cancellationToken);

    public async Task<bool> IsTurningAsync(CancellationToken cancellationToken)
    {
        if (!await _eventThreads.PassesAsync(cancellationToken)) return false;
        foreach (var listener in _listeners)
        {
            if (!await listener.IsTurningAsync(cancellationToken)) return false;
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync();
        EndAllSessions(CloseReason.Shutdown);
        await Task.WhenAll(_sessions.Values);
        _eventThreads.Dispose();
        _services.Spares.Dispose();
    }

    private void Start(Socket client, ListenerSlot slot)
    {
        _services.Counters.CountAccepted();
        Interlocked.Increment(ref _active);
        var session = new PortableSession(_services, client, slot);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sessions[session] = done.Task;
        _ = RunAsync(session, done);
    }

    private async Task RunAsync(PortableSession session, TaskCompletionSource done)
    {
        await session.RunAsync();
        _sessions.TryRemove(session, out _);
        Interlocked.Decrement(ref _active);
        done.SetResult();
    }

    private void Close(IReadOnlyList<PortableListener> gone, List<PortableListener> kept)
    {
        _listeners = kept;
        foreach (var listener in gone) listener.Stop();
        _endingLoops = [.. _endingLoops.Where(loop => !loop.IsCompleted), .. gone.Select(listener => listener.Loop)];
    }

    /// <summary>
    /// The sockets of the next set of listeners: those that stay, and new ones that do not accept yet.
    /// </summary>
    private sealed class Change(PortableEngine engine) : IListenerChange
    {
        private readonly List<(PortableListener Listener, ListenerSlot Slot, int Backlog)> _next = [];
        private readonly List<PortableListener> _added = [];
        private readonly Dictionary<string, ListenerSlot> _slots = [];
        private bool _isCommitted;

        public string? TryAdd(ListenerConfig listener, BindAddress bind)
        {
            var slot = SlotOf(listener.Name);
            var known = engine._listeners.Find(l => l.Bind == bind);
            if (known is not null)
            {
                _next.Add((known, slot, listener.Backlog));
                return null;
            }

            try
            {
                var socket = ListeningSocket.Bind(bind, listener.Backlog);
                var added = new PortableListener(engine._services, bind, socket, listener.Backlog, engine.Start);
                _added.Add(added);
                _next.Add((added, slot, listener.Backlog));
                return null;
            }
            catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
            {
                var cause = e is SocketException s
                    ? ConnectErrors.Describe(bind.Address, s.SocketErrorCode)
                    : e.Message;
                return $"listeners.{listener.Name}.bind: {bind} cannot be bound: {cause}";
            }
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

        private ListenerSlot SlotOf(string name)
        {
            if (_slots.TryGetValue(name, out var slot)) return slot;
            slot = engine._listeners.Find(l => l.Slot.Name == name)?.Slot
                ?? new ListenerSlot(name, new AdmissionGate(engine._services.Places));
            return _slots[name] = slot;
        }
    }
}
