using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>What a session without a backend can wait for.</summary>
internal enum WaitKind
{
    /// <summary>Nothing: it is refused.</summary>
    None,

    /// <summary>The next tier, by <see cref="FailoverRule"/>.</summary>
    Failover,

    /// <summary>A place in the pool, in its line.</summary>
    Place,
}

/// <summary>What a session may wait for, for how long, and in which line.</summary>
internal sealed partial class BackendPicks
{
    private PickResult _wanting; // What the latest pick lacked.
    private long? _waitUntil; // Set by the first wait for a place.

    /// <summary>Returns what a client can wait for instead of being refused.</summary>
    public WaitKind WaitAfter(CloseReason refusal) => refusal switch
    {
        CloseReason.RefusedConnectFailed when FailoverRule.CanComeFor(_pool) => WaitKind.Failover,
        CloseReason.RefusedAllFull when MayWait(_wanting) => WaitKind.Place,
        _ => WaitKind.None,
    };

    /// <summary>The most sessions that may wait in the line of the pool.</summary>
    public int LineMax => QueueRule.MaxOf(_pool);

    /// <summary>
    /// It has tried backends in vain: a place that it cannot use may serve the session behind it in the line.
    /// </summary>
    public bool IsChoosy => _context.ExcludedCount > 0;

    /// <summary>Why a client is refused that has waited too long.</summary>
    public CloseReason TooLong =>
        Patience > TimeSpan.Zero ? CloseReason.RefusedQueueTimeout : CloseReason.RefusedAllFull;

    /// <summary>
    /// When a client waiting for a place is refused. The first wait sets it, so that a client that waits again after a
    /// failed connect does not wait longer in total.
    /// </summary>
    /// <param name="now">Absolute monotonic milliseconds, as is the result.</param>
    public long WaitDeadline(long now)
    {
        if (_waitUntil is { } set) return set;
        _waitUntil = now + (long)QueueRule.TimeoutOf(_pool, Patience).TotalMilliseconds;
        return _waitUntil.Value;
    }

    /// <summary>True if a failover has put the next tier in use: the session continues there.</summary>
    public bool TryFailOver(ulong seed)
    {
        if (FailoverRule.Find(services.Table.Current, _pool) is not { } next) return false;
        BeginTier(next, _context.ClientHash, seed);
        CountRetry();
        return true;
    }

    /// <summary>
    /// A place may be free: reads the table once more. If it shows the pool anew, any backend is eligible, including
    /// those tried before.
    /// </summary>
    public void Renew(ulong seed)
    {
        var next = services.Table.Current.Pools.GetValueOrDefault(_pool.Config.Name) ?? _pool;
        if (next != _pool) BeginTier(next, _context.ClientHash, seed);
    }

    private TimeSpan Patience => services.Admission.PatienceFor(_pool);

    private bool MayWait(PickResult result) => QueueRule.MayWait(result, Patience, _waitUntil is not null);

    private CloseReason WhyNone(PickResult result)
    {
        _wanting = result;
        if (MayWait(result)) return CloseReason.RefusedAllFull;
        if (_attempts > 0) return _failure;
        return result == PickResult.NoneEligible ? CloseReason.RefusedNoneEligible : CloseReason.RefusedAllFull;
    }
}
