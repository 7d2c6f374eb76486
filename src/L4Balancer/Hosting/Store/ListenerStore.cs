using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.DataPlane;
using L4Balancer.Linux;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting.Store;

/// <summary>
/// Keeps the listening sockets in systemd's descriptor store, so that they and the clients in their queues outlive this
/// process. One caller at a time.
/// </summary>
/// <param name="known">Names that are in the store already.</param>
[SupportedOSPlatform("linux")]
internal sealed class ListenerStore(
    SystemdNotifier systemd, IEngineHandover engine, IEnumerable<string> known, ILogger log)
{
    private static readonly ulong[] Unknown = [];

    private readonly SemaphoreSlim _turn = new(1);

    // By name, the inodes of the sockets. Of whoever has the turn.
    private readonly Dictionary<string, ulong[]> _stored = known.ToDictionary(name => name, _ => Unknown);

    /// <summary>
    /// Stores the sockets in use, and removes others. When it completes, systemd does not hold an address that was
    /// given up: it may be bound anew.
    /// </summary>
    public Task SyncAsync() => ChangeToAsync([.. engine.HeldListeners]);

    /// <summary>Removes all: they are to close.</summary>
    public Task ClearAsync() => ChangeToAsync([]);

    private async Task ChangeToAsync(IReadOnlyList<HeldListener> listeners)
    {
        if (!systemd.IsHere) return;
        await _turn.WaitAsync();
        try
        {
            var next = NamesOf(listeners);
            var gone = _stored.Where(stored => !IsSame(stored, next)).Select(stored => stored.Key).ToArray();
            foreach (var name in gone)
            {
                systemd.Remove(name);
                _stored.Remove(name);
            }

            foreach (var (name, held) in next)
            {
                if (!_stored.TryAdd(name, InodesOf(held))) continue;
                foreach (var one in held) systemd.Store(name, one.Sockets);
            }

            if (gone.Length > 0) await systemd.HasHandledAllAsync(Limits.NotificationPatience);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Several have the same name where the kernel has chosen their ports.</summary>
    private Dictionary<string, List<HeldListener>> NamesOf(IReadOnlyList<HeldListener> listeners)
    {
        var names = new Dictionary<string, List<HeldListener>>();
        foreach (var held in listeners)
        {
            if (StoredName.Of(held) is not { } name) log.NotStored(held.Listener, held.Bind);
            else if (names.TryGetValue(name, out var others)) others.Add(held);
            else names[name] = [held];
        }

        return names;
    }

    private static bool IsSame(KeyValuePair<string, ulong[]> stored, Dictionary<string, List<HeldListener>> next) =>
        next.TryGetValue(stored.Key, out var held) && stored.Value.SequenceEqual(InodesOf(held));

    private static ulong[] InodesOf(IEnumerable<HeldListener> held) =>
    [
        .. held.SelectMany(one => one.Sockets)
            .Select(socket => FileIdentity.OfDescriptor((int)socket.DangerousGetHandle())?.Inode ?? 0).Order(),
    ];
}
