using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>All the counters that a session is counted in. Any thread.</summary>
internal static class SessionAccounts
{
    public static void CountAccepted(SessionCounters all, ListenerSlot slot)
    {
        all.CountAccepted();
        slot.Counters.CountAccepted();
    }

    public static void CountRetry(SessionCounters all, PoolView pool)
    {
        all.CountRetry();
        pool.Counters.CountRetry();
    }

    /// <param name="pool">Null for a client who was refused before a pool was asked.</param>
    /// <param name="backend">Null for a client whom none served.</param>
    public static void CountEnded(
        SessionCounters all, ListenerSlot slot, PoolView? pool, BackendView? backend, CloseReason reason)
    {
        backend?.Counters.CountEnded(reason);
        pool?.Counters.CountEnded(reason);
        slot.Counters.CountEnded(reason);
        all.CountEnded(reason);
    }

    /// <summary>Bytes that have not been counted before, of a session with a backend.</summary>
    public static void CountBytes(
        ListenerSlot slot, PoolView pool, BackendView backend, long uploaded, long downloaded)
    {
        // Most sessions do not move a byte between two counts.
        if (uploaded == 0 && downloaded == 0) return;
        backend.Counters.CountBytes(uploaded, downloaded);
        pool.Counters.CountBytes(uploaded, downloaded);
        slot.Counters.CountBytes(uploaded, downloaded);
    }
}
