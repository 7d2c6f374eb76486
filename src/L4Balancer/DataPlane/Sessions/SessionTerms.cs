using L4Balancer.Core;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// What a session goes by until its end, without the table that it began with: names, timeouts, TCP options, and all
/// that it is counted in. A reload or a removed backend leaves it as it is.
/// </summary>
/// <param name="Listener">Its name, and its counters.</param>
/// <param name="Pool">Null for a client that was refused before a pool was asked.</param>
/// <param name="Backend">The backend that serves the session; null before one does.</param>
/// <param name="BackendCounters">That backend's; the session holds a place on it.</param>
internal readonly record struct SessionTerms(
    ListenerCounters Listener, PoolTerms? Pool, NetAddress? Backend, BackendCounters? BackendCounters)
{
    public bool AreServedBy(string pool, NetAddress backend) => Pool?.Name == pool && backend.Equals(Backend);

    /// <summary>Gives the place on the backend back.</summary>
    public void Release()
    {
        if (BackendCounters is not null) Pool!.Counters.Release(BackendCounters);
    }

    public void CountEnded(SessionCounters all, CloseReason reason)
    {
        BackendCounters?.CountEnded(reason);
        Pool?.Counters.CountEnded(reason);
        Listener.CountEnded(reason);
        all.CountEnded(reason);
    }

    /// <summary>Bytes that have not been counted before.</summary>
    public void CountBytes(long uploaded, long downloaded)
    {
        // Most sessions do not move a byte between two counts.
        if (BackendCounters is null || (uploaded == 0 && downloaded == 0)) return;
        BackendCounters.CountBytes(uploaded, downloaded);
        Pool!.Counters.CountBytes(uploaded, downloaded);
        Listener.CountBytes(uploaded, downloaded);
    }
}
