using L4Balancer.Core.Config;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// The bound addresses of an engine, which change as a whole and without a gap: new addresses are bound first, and no
/// existing listener is touched before the change is committed.
/// </summary>
/// <param name="bind">Binds an address; returns it, or the reason it cannot be bound.</param>
/// <param name="state">What all listeners share when they admit clients.</param>
internal sealed class ListenerSet<T>(BindOne<T> bind, AdmissionState state)
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
    private bool _isStopped;

    public IReadOnlyList<T> Current => _current;

    public IReadOnlyList<BoundListener> Bound =>
        [.. _current.Select(l => new BoundListener(l.Slot.Name, l.Bind, l.Actual))];

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

    /// <summary>Closes all addresses for good. Completes when the waiting clients have been accepted too.</summary>
    public Task StopAsync()
    {
        lock (_changes)
        {
            _isStopped = true;
            Close(_current, []);
            return Task.WhenAll(_ending.Select(e => e.Closing));
        }
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

    /// <summary>The next set: the addresses that stay, and new ones that do not accept yet.</summary>
    private sealed class Change(ListenerSet<T> set, IReadOnlyList<ListenerConfig> listeners) : IListenerChange
    {
        private readonly List<(T Address, ListenerSlot Slot, ListenerConfig Listener)> _next = [];
        private readonly List<T> _added = [];
        private readonly Dictionary<string, ListenerSlot> _slots = [];
        private bool _isCommitted;

        /// <returns>The key that cannot be had, and the reason; null if it was bound.</returns>
        public string? TryAdd(ListenerConfig listener, BindAddress address)
        {
            var slot = SlotOf(listener.Name);
            var known = KnownAs(listener.Name, address);
            if (known is null)
            {
                (known, var cause) = Bind(listener, address);
                if (known is null) return $"bind: {address} cannot be bound: {cause}";
            }
            else if (ListenOptions.WhyNot(listener.ListenSocket, known.Options, known.Actual) is { } why)
            {
                return $"socket: {address}: {why}";
            }

            _next.Add((known, slot, listener));
            return null;
        }

        private (T? Bound, string? Cause) Bind(ListenerConfig listener, BindAddress address)
        {
            var ours = set.Own();
            var overlapped = address.Address.UnixPath is null && SharedPorts.IsSupported
                ? ours.FindAll(own => address.Overlaps(new BindAddress(own.Actual, own.Bind.IsDualStack)))
                : [];
            foreach (var own in overlapped) own.AllowSharing();
            var (bound, cause) = set._bind(listener, address, isBeside: overlapped.Count > 0);
            if (bound is null) return (null, cause);
            _added.Add(bound);
            return overlapped.Count > 0 && WhyNotShared(bound.Bind, [.. ours, .. _added]) is { } why
                ? (null, why)
                : (bound, null);
        }

        /// <summary>
        /// A program that had the port before our own sockets has kept them from binding; one that has shared it since
        /// is found here.
        /// </summary>
        /// <param name="ours">All of our addresses: the kernel's table does not show whether <c>[::]</c> covers IPv4
        /// too, so one that does not overlap could be mistaken for another program's.</param>
        private static string? WhyNotShared(BindAddress bound, IEnumerable<T> ours)
        {
            try
            {
                HashSet<ulong> own = [.. ours.SelectMany(address => address.Inodes)];
                return SharedPorts.HasStranger(bound, own) ? "address already in use by another process" : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return $"whether another process shares it cannot be seen: {e.Message}";
            }
        }

        public void Commit()
        {
            lock (set._changes)
            {
                // The engine was stopped meanwhile: disposal closes the newly bound addresses.
                if (set._isStopped) return;
                _isCommitted = true;
                foreach (var (address, slot, listener) in _next) address.Become(slot, listener);
                var gone = set._current.Except(_next.Select(n => n.Address)).ToList();
                set._counters = [.. _slots.Values.Select(slot => slot.Counters)];

                // Before the old ones close: where they overlap, there is always a listening socket.
                foreach (var address in _added) address.Start();
                set.Close(gone, [.. _next.Select(n => n.Address)]);
            }

            // A limit that was raised has places that no session returns.
            foreach (var slot in _slots.Values) slot.Gate.Line.Scout();
        }

        public void Dispose()
        {
            if (_isCommitted) return;
            foreach (var address in _added) address.Discard();
        }

        /// <summary>
        /// The address already bound for this listener: its own, otherwise one that no listener keeps. When the kernel
        /// chooses the port, several listeners have the same address in the configuration.
        /// </summary>
        private T? KnownAs(string name, BindAddress address)
        {
            var free = set._current
                .Where(l => l.Bind == address && _next.TrueForAll(n => !ReferenceEquals(n.Address, l))).ToList();
            return free.Find(l => l.Slot.Name == name)
                ?? free.Find(l => !listeners.Any(c => c.Name == l.Slot.Name && c.Bind.Contains(address)));
        }

        private ListenerSlot SlotOf(string name)
        {
            if (_slots.TryGetValue(name, out var slot)) return slot;
            slot = set._current.Find(l => l.Slot.Name == name)?.Slot
                ?? new ListenerSlot(name, set._state);
            return _slots[name] = slot;
        }
    }
}
