using L4Balancer.Core.Config;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// The bound addresses of an engine, which change as a whole and without a gap: new addresses are bound first, and no
/// existing listener is touched before the change is committed.
/// </summary>
/// <param name="bind">Binds an address; returns it, or the reason it cannot be bound.</param>
/// <param name="state">What all listeners share when they admit clients.</param>
internal sealed partial class ListenerSet<T>(BindOne<T> bind, AdmissionState state)
    where T : class, IBoundAddress
{
    private readonly BindOne<T> _bind = bind;
    private readonly AdmissionState _state = state;

    // Guards changes of the four fields below: a stop may come in the middle of a reload. The watchdog and tests read
    // them without it.
    private readonly Lock _changes = new();
    private volatile List<T> _current = [];
    private volatile IReadOnlyList<ListenerCounters> _counters = [];
    private volatile List<(T Address, Task Closing)> _ending = [];
    private readonly Dictionary<string, ListenerSlot> _orphans = []; // Guarded by _changes.
    private readonly List<InheritedListener> _inherited = []; // Those that no address has taken. Of changes only.
    private bool _isBorrowed; // Nothing was accepted from what was inherited. Guarded by _changes.
    private readonly List<T> _unstarted = []; // Committed during a pause. Guarded by _changes, as the two below.
    private bool _isPaused;
    private bool _isStopped;

    public IReadOnlyList<T> Current => _current;

    public IReadOnlyList<BoundListener> Bound =>
        [.. _current.Select(l => new BoundListener(l.Slot.Name, l.Bind, l.Actual))];

    /// <summary>The listeners; one of several addresses is there several times.</summary>
    public IEnumerable<ListenerSlot> Slots => _current.Select(l => l.Slot);

    public IReadOnlyList<HeldListener> Held =>
        [.. _current.Select(l => new HeldListener(l.Slot.Name, l.Bind, l.Options, l.Sockets))];

    /// <summary>
    /// The counters of the listeners of the last committed change: after a stop they still count, while the last
    /// sessions end.
    /// </summary>
    public IReadOnlyList<ListenerCounters> Counters => _counters;

    /// <exception cref="ListenerBindException">One or more addresses cannot be bound; nothing has changed.</exception>
    public IListenerChange Prepare(IReadOnlyList<ListenerConfig> listeners)
    {
        var change = new Change(this, listeners);
        var problems = new List<string>();
        foreach (var listener in listeners)
        {
            foreach (var address in listener.Bind)
            {
                if (change.TryAdd(listener, address) is { } problem)
                    problems.Add($"listeners.{listener.Name}.{problem}");
            }
        }

        if (problems.Count == 0) return change;
        change.Dispose();
        throw new ListenerBindException(problems);
    }

    /// <summary>
    /// Sockets that another process hands over: they serve the addresses that they are bound to, once these are
    /// configured. Nothing is accepted before <see cref="GoOn"/>. Before the first change.
    /// </summary>
    public void Inherit(IEnumerable<InheritedListener> listeners)
    {
        _inherited.AddRange(listeners);
        (_isPaused, _isBorrowed) = (true, true);
    }

    /// <summary>Stops accepting for now. Completes when no accept is in progress.</summary>
    public Task PauseAsync()
    {
        lock (_changes)
        {
            _isPaused = true;
            return Task.WhenAll(Own().Select(address => address.PauseAsync()));
        }
    }

    /// <summary>Accepts again; nothing changes if it does.</summary>
    public void GoOn()
    {
        lock (_changes)
        {
            if (!_isPaused) return;
            (_isPaused, _isBorrowed) = (false, false);
            foreach (var address in Own())
            {
                if (_unstarted.Remove(address)) address.Start();
                else address.GoOn();
            }
        }
    }

    private void Start(T added)
    {
        if (_isPaused) _unstarted.Add(added);
        else added.Start();
    }

    /// <summary>
    /// The slot of a session that was handed over, by the name of its listener. One whose listener is not configured
    /// any more gets a slot of its own.
    /// </summary>
    public ListenerSlot SlotOf(string name)
    {
        lock (_changes)
        {
            if (_current.Find(l => l.Slot.Name == name)?.Slot is { } slot) return slot;
            if (_orphans.TryGetValue(name, out var orphan)) return orphan;
            return _orphans[name] = new ListenerSlot(name, _state);
        }
    }

    /// <summary>
    /// Closes all addresses for good. Completes when the waiting clients have been accepted too. Sockets that were
    /// inherited, and from which nothing was accepted yet, are still served elsewhere: they are left as they are.
    /// </summary>
    public Task StopAsync()
    {
        lock (_changes)
        {
            _isStopped = true;
            if (_isBorrowed) Abandon();
            Close(_current, []);
            return Task.WhenAll(_ending.Select(e => e.Closing));
        }
    }

    /// <summary>Those of the same listener first: where the kernel chose the port, several have the same address.
    /// </summary>
    private InheritedListener? TakeInherited(ListenerConfig listener, BindAddress address)
    {
        var found = _inherited.Find(i => i.Bind == address && i.Listener == listener.Name)
            ?? _inherited.Find(i => i.Bind == address);
        if (found is not null) _inherited.Remove(found);
        if (found?.Options is not { } options || ListenOptions.WhyNot(listener.ListenSocket, options, address.Address)
            is null) return found;
        found.Dispose(); // It cannot be what is configured now.
        return null;
    }

    private void Abandon()
    {
        foreach (var address in _current) address.Discard();
        _current = [];
        DisposeInherited();
    }

    private void DisposeInherited()
    {
        foreach (var left in _inherited) left.Dispose();
        _inherited.Clear();
    }

    private void Close(IReadOnlyList<T> gone, List<T> kept)
    {
        _current = kept;
        foreach (var address in gone) address.Deafen();
        _ending =
        [
            .. _ending.Where(e => !e.Closing.IsCompleted), .. gone.Select(address => (address, CloseAsync(address))),
        ];
    }

    /// <summary>Closing during a handshake would reset a client that is already connected on its side.</summary>
    private static async Task CloseAsync(T deafened)
    {
        if (deafened.Bind.Address.UnixPath is null)
            await Handshakes.SettleAsync(deafened.Actual.Port, deafened.Options.DeferAccept);
        await deafened.StopAsync();
    }

    /// <summary>The addresses of this process, including those still closing.</summary>
    private List<T> Own() => [.. _current, .. _ending.Where(e => !e.Closing.IsCompleted).Select(e => e.Address)];
}
