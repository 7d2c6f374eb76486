using L4Balancer.Core.Config;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Admission;

/// <content>A change of the bound addresses, before it is committed.</content>
internal sealed partial class ListenerSet<T>
{
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
                (known, var cause) = set.TakeInherited(listener, address) is { } inherited
                    ? Adopt(listener, inherited)
                    : Bind(listener, address);
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
            var (bound, cause) = set._bind(listener, address, new BindHow(IsBeside: overlapped.Count > 0));
            if (bound is null) return (null, cause);
            _added.Add(bound);
            return overlapped.Count > 0 && WhyNotShared(bound.Bind, [.. ours, .. _added]) is { } why
                ? (null, why)
                : (bound, null);
        }

        private (T? Bound, string? Cause) Adopt(ListenerConfig listener, InheritedListener inherited)
        {
            var (bound, cause) = set._bind(listener, inherited.Bind, new BindHow(IsBeside: false, inherited));
            if (bound is not null) _added.Add(bound);
            return (bound, cause);
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

                // Those that are not configured any more.
                set.DisposeInherited();

                // Before the old ones close: where they overlap, there is always a listening socket.
                foreach (var address in _added) set.Start(address);
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
