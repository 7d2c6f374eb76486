using System.Runtime.Versioning;
using System.Text;
using L4Balancer.Core.Control;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Handover;
using L4Balancer.Linux;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Hosting.Store;

/// <summary>What systemd has kept for this process from the one before it, in its descriptor store.</summary>
[SupportedOSPlatform("linux")]
internal sealed class StoredDescriptors : IDisposable
{
    private readonly List<SafeFd> _sessions = [];
    private readonly SortedList<int, SafeFd> _connections = [];

    private StoredDescriptors(IReadOnlyList<(string Name, SafeFd Fd)> passed)
    {
        var listeners = new List<InheritedListener>();
        foreach (var (name, fd) in passed)
        {
            if (!TryTake(name, fd, listeners)) fd.Dispose();
        }

        Names = [.. passed.Select(p => p.Name).Distinct()];
        Listeners = listeners;
        if (_sessions is [var file, ..]) Sessions = new StoredSessions(file, [.. _connections.Values]);
    }

    /// <summary>All names in the store, also of what is not used.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Listening sockets.</summary>
    public IReadOnlyList<InheritedListener> Listeners { get; }

    /// <summary>Suspended sessions; null if there are none.</summary>
    public StoredSessions? Sessions { get; }

    /// <summary>Takes what was passed to this process; once.</summary>
    public static StoredDescriptors Take() => new(PassedDescriptors.Take(Environment.GetEnvironmentVariable));

    /// <summary>What the process before has learned with the same configuration; null if it has not.</summary>
    public BalancerMemory? MemoryFor(LoadedConfig read)
    {
        try
        {
            return Sessions?.ReadState() is { } state && state.Config == Encoding.UTF8.GetString(read.Content.Span)
                ? state.Memory
                : null;
        }
        catch (HandoverException)
        {
            return null; // Whoever wants the sessions is told.
        }
    }

    /// <summary>Listening sockets that an engine has taken are its own.</summary>
    public void Dispose()
    {
        Sessions?.Dispose();
        foreach (var fd in _sessions.Concat(_connections.Values)) fd.Dispose();
    }

    private bool TryTake(string name, SafeFd fd, List<InheritedListener> listeners)
    {
        if (name == StoredName.Sessions) _sessions.Add(fd);
        else if (name.StartsWith(StoredName.Connections, StringComparison.Ordinal))
            return int.TryParse(name[StoredName.Connections.Length..], out var number)
                && _connections.TryAdd(number, fd);
        else if (StoredName.Read(name) is { } read && ListeningSockets.IsListening(fd.Number))
            Add(new InheritedListener(read.Listener, read.Bind, [fd]) { Options = read.Options }, listeners);
        else return false;
        return true;
    }

    /// <summary>Those of one address share a queue of clients each; those of several ports are several.</summary>
    private static void Add(InheritedListener one, List<InheritedListener> listeners)
    {
        var known = listeners.FindIndex(
            l => l.Listener == one.Listener && l.Bind == one.Bind && PortOf(l) == PortOf(one));
        if (known < 0) listeners.Add(one);
        else listeners[known] = listeners[known] with { Sockets = [.. listeners[known].Sockets, .. one.Sockets] };
    }

    private static int PortOf(InheritedListener listener) => listener.Bind.Address.UnixPath is not null
        ? 0
        : ListeningSockets.PortOf(((SafeFd)listener.Sockets[0]).Number);
}
