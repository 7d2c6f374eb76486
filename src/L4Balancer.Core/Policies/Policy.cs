namespace L4Balancer.Core.Policies;

/// <summary>
/// The way a backend is picked. A policy is built from an immutable <see cref="BackendSet"/> and rebuilt when the set
/// changes; state that must outlive that (a position, a count) is in the counters. Picks run concurrently on any
/// thread, take no lock and allocate nothing.
/// </summary>
public abstract class Policy
{
    /// <summary>No backend can take the session: none is eligible, or all are full or already tried.</summary>
    public const int None = -1;

    /// <summary>
    /// The index, in <see cref="BackendSet.All"/>, of a backend for which <see cref="BackendSet.CanTake"/> held a
    /// moment ago, or <see cref="None"/> if there is none. The caller acquires the slot, and picks again if
    /// another thread was faster. It must have counted the session in the pool's counters before.
    /// </summary>
    public abstract int Pick(ref PickContext context);
}
