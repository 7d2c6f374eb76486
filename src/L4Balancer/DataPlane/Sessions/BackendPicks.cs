using System.Diagnostics;
using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Protocols;

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

/// <summary>
/// The picks of a session while it connects: which backends it has tried, how often it may retry, what it may wait for,
/// and why it is finally refused. The rules of both engines, without a socket. A session needs the object only briefly,
/// so it is lent to one after another. One thread at a time.
/// </summary>
internal sealed class BackendPicks(EngineServices services)
{
    private PickContext _context;
    private PoolView _pool = null!;
    private int _attempts;
    private CloseReason _failure;
    private CancelTarget? _target; // The next pick, if there is no choice.
    private long? _waitUntil; // Set by the first wait for a place.

    /// <summary>The pool to pick from.</summary>
    public PoolView Pool => _pool;

    /// <summary>The backend on which a place was taken; the place is given up, or becomes the session's.</summary>
    public BackendView? Backend { get; private set; }

    /// <summary>Checks of the table left before the session stops waiting for a failover.</summary>
    public int LooksLeft { get; set; }

    /// <summary>When the connect to the picked backend started: a timestamp of the engine's clock.</summary>
    public long ConnectBegan { get; set; }

    /// <summary>Failed connects.</summary>
    public int Failures { get; private set; }

    /// <summary>The backend of the last failed connect; null if none failed.</summary>
    public NetAddress? LastTried { get; private set; }

    /// <param name="seed">A distinct number: the seed of the random draws.</param>
    public void Begin(PoolView pool, ulong clientHash, ulong seed)
    {
        (Failures, LastTried, _waitUntil, _target) = (0, null, null, null);
        BeginTier(pool, clientHash, seed);
    }

    /// <summary>
    /// The next pick is this backend, whatever its state. If it does not answer, the others are picked as always.
    /// </summary>
    public void Aim(CancelTarget target) => _target = target;

    /// <summary>
    /// Returns None if a backend was picked; otherwise why the client is refused, unless it can wait.
    /// </summary>
    /// <param name="isItsTurn">False for a client that must not overtake those in the line.</param>
    /// <param name="now">Absolute monotonic microseconds.</param>
    public CloseReason Next(bool isItsTurn, long now)
    {
        Debug.Assert(Backend is null, "The place that was picked before was neither used nor given up.");
        if (_target is { } target)
        {
            _target = null;
            Backend = _pool.Take(target.Backend, target.Counters);
            return CloseReason.None;
        }

        if (_attempts > _pool.Retries) return _failure;

        // The first connect was already permitted when the client was accepted.
        if (Failures > 0 && !services.Spares.TryHold()) return CloseReason.RefusedLocalShortage;
        if (!isItsTurn && _pool.Counters.Line.Count > 0 && Patience > TimeSpan.Zero)
            return CloseReason.RefusedAllFull;
        _context.Now = now;
        var result = _pool.TryPick(ref _context, out var backend);
        if (result != PickResult.Picked) return _attempts > 0 ? _failure : Refusal(result);
        if (_attempts++ > 0) CountRetry();
        Backend = backend;
        return CloseReason.None;
    }

    /// <summary>
    /// The connect to the picked backend failed: returns its place, and counts the failure against the backend unless
    /// this machine was short of resources.
    /// </summary>
    public void Fail(in ConnectFailure failure)
    {
        var backend = GiveUp();
        var (name, cause) = (_pool.Config.Name, failure.Cause);
        (Failures, LastTried) = (Failures + 1, backend.Address);
        if (failure.IsLocalShortage)
        {
            _failure = CloseReason.RefusedLocalShortage;
            if (failure.IsOutOfDescriptors) services.Spares.LetGo();
            if (services.ShortagePace.MayLog()) services.Log.LocalShortage(name, backend.Address, cause);
            return;
        }

        _failure = CloseReason.RefusedConnectFailed;
        services.Log.ConnectAttemptFailed(name, backend.Address, cause);
        var inRow = backend.Counters.CountConnectFailure();
        services.Signals.Signal(new ConnectFailed(name, backend.Address, inRow, cause));
    }

    /// <summary>Returns the place on the picked backend, and blames nobody.</summary>
    public BackendView GiveUp()
    {
        var backend = Backend!;
        Backend = null;
        _pool.Release(backend);
        return backend;
    }

    /// <summary>The connect succeeded: from now on the place is the session's.</summary>
    public BackendView Keep()
    {
        var backend = Backend!;
        Backend = null;
        return backend;
    }

    /// <summary>Returns what a client can wait for instead of being refused.</summary>
    public WaitKind WaitAfter(CloseReason refusal) => refusal switch
    {
        CloseReason.RefusedConnectFailed when FailoverRule.CanComeFor(_pool) => WaitKind.Failover,
        CloseReason.RefusedAllFull when Patience > TimeSpan.Zero => WaitKind.Place,
        _ => WaitKind.None,
    };

    /// <summary>
    /// When a client waiting for a place is refused. The first wait sets it, so that a client that waits again after a
    /// failed connect does not wait longer in total.
    /// </summary>
    /// <param name="now">Absolute monotonic milliseconds, as is the result.</param>
    public long WaitDeadline(long now) => _waitUntil ??= now + (long)Patience.TotalMilliseconds;

    /// <summary>True if a failover has put the next tier in use: the session continues there.</summary>
    public bool TryFailOver(ulong seed)
    {
        if (FailoverRule.Find(services.Table.Current, _pool) is not { } next) return false;
        BeginTier(next, _context.ClientHash, seed);
        CountRetry();
        return true;
    }

    /// <summary>
    /// A place may be free: reads the table once more, because it may contain a new backend. Any backend is eligible,
    /// including those tried before.
    /// </summary>
    public void Renew(ulong seed)
    {
        var next = services.Table.Current.Pools.GetValueOrDefault(_pool.Config.Name) ?? _pool;
        BeginTier(next, _context.ClientHash, seed);
    }

    private TimeSpan Patience => services.Admission.PatienceFor(_pool);

    private static CloseReason Refusal(PickResult result) =>
        result == PickResult.NoneEligible ? CloseReason.RefusedNoneEligible : CloseReason.RefusedAllFull;

    private void CountRetry()
    {
        services.Counters.CountRetry();
        _pool.Counters.CountRetry();
    }

    private void BeginTier(PoolView pool, ulong clientHash, ulong seed)
    {
        (_pool, Backend, LooksLeft) = (pool, null, 0);
        _context = new PickContext(clientHash, seed);
        _attempts = 0;
        _failure = CloseReason.RefusedConnectFailed;
    }
}
