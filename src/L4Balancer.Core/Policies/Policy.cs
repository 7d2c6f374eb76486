namespace L4Balancer.Core.Policies;

/// <summary>
/// The way a backend is picked. A policy is built from an immutable <see cref="BackendSet"/> and rebuilt when the set
/// changes; what must outlive that (a turn, a count) is in the counters. Picks run on any thread at the same time, take
/// no lock and allocate nothing.
/// </summary>
public abstract class Policy
{
    /// <summary>No backend can take the session: none is eligible, or all are full or tried already.</summary>
    public const int None = -1;

    /// <summary>
    /// The index, in <see cref="BackendSet.All"/>, of a backend for which <see cref="BackendSet.CanTake"/> held a
    /// moment ago, or <see cref="None"/> if there is no such backend. The caller takes the place, and picks again when
    /// another thread was faster. It has counted the session in the pool's counters before it asks.
    /// </summary>
    public abstract int Pick(ref PickContext context);
}
