using L4Balancer.Core.Quotas;

namespace L4Balancer.DataPlane.Admission;

/// <summary>What all listeners of a process share when they admit clients. Any thread.</summary>
/// <param name="descriptors">Sessions that the file descriptors of the process allow.</param>
/// <param name="seed">Unknown to clients.</param>
public sealed class AdmissionState(int descriptors, ulong seed, TimeProvider time) : IDisposable
{
    private SourceTable? _sources;
    private SilentClients? _silent;
    private int _listeners;

    public SessionPlaces Places { get; } = new(descriptors);

    /// <summary>The sources of connections; made when a listener first needs it.</summary>
    public SourceTable Sources => Volatile.Read(ref _sources) ?? MakeSources();

    /// <summary>The same; null if no listener has needed it.</summary>
    public SourceTable? KnownSources => Volatile.Read(ref _sources);

    /// <summary>Denied clients that get no answer.</summary>
    internal SilentClients Silent => Volatile.Read(ref _silent) ?? MakeSilent();

    /// <summary>Denied clients that get no answer, now.</summary>
    public int SilentCount => Volatile.Read(ref _silent)?.Count ?? 0;

    /// <summary>
    /// Takes a place for a session. A client that is only kept waiting for nothing makes room for one that may be
    /// served.
    /// </summary>
    internal bool TryTakePlace()
    {
        while (!Places.TryTake())
        {
            if (Volatile.Read(ref _silent)?.TryReleaseOldest() != true) return false;
        }

        return true;
    }

    /// <summary>A number for another listener, which tells its sources from those of others; at least 1.</summary>
    internal int NextListener() => Interlocked.Increment(ref _listeners);

    public void Dispose() => Volatile.Read(ref _silent)?.Dispose();

    private SourceTable MakeSources()
    {
        var made = new SourceTable(SourceTable.CapacityFor(descriptors), seed);
        return Interlocked.CompareExchange(ref _sources, made, null) ?? made;
    }

    private SilentClients MakeSilent()
    {
        var made = new SilentClients(Places, descriptors, time);
        return Interlocked.CompareExchange(ref _silent, made, null) ?? made;
    }
}
