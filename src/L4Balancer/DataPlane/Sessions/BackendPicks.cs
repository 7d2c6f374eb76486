using System.Diagnostics;
using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>What a session that got no backend can wait for.</summary>
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
/// The picks of a session while it connects: which backends it has tried, how often it may go on, what it may wait for,
/// and why it is refused in the end. The rules of both engines, without a socket. A session needs it only for a moment,
/// so it is lent to one after another. One thread at a time.
/// </summary>
internal sealed class BackendPicks(EngineServices services)
{
    private PickContext _context;
    private PoolView _pool = null!;
    private int _attempts;
    private CloseReason _failure;

    /// <summary>The pool that is picked from.</summary>
    public PoolView Pool => _pool;

    /// <summary>The backend whose place was taken; it is given up, or becomes the session's.</summary>
    public BackendView? Backend { get; private set; }

    /// <summary>Looks at the table until the session stops waiting for a failover.</summary>
    public int LooksLeft { get; set; }

    /// <summary>When the connect to the picked backend began: a timestamp of the engine's clock.</summary>
    public long ConnectBegan { get; set; }

    /// <summary>Connects that failed.</summary>
    public int Failures { get; private set; }

    /// <summary>The backend whose connect failed last; null when none did.</summary>
    public NetAddress? LastTried { get; private set; }

    /// <param name="seed">A number of its own: the source of the random draws.</param>
    public void Begin(PoolView pool, ulong clientHash, ulong seed)
    {
        (Failures, LastTried) = (0, null);
        BeginTier(pool, clientHash, seed);
    }

    /// <summary>None when a backend was picked; else why the client is refused, unless it can wait.</summary>
    /// <param name="isItsTurn">False for a client that must not overtake those in the line.</param>
    public CloseReason Next(bool isItsTurn)
    {
        Debug.Assert(Backend is null, "The place that was picked before was neither used nor given up.");
        if (_attempts > _pool.Retries) return _failure;

        // The first connect was allowed for when the client was accepted.
        if (Failures > 0 && !services.Spares.TryHold()) return CloseReason.RefusedLocalShortage;
        if (!isItsTurn && _pool.Counters.Line.Count > 0 && Patience > TimeSpan.Zero)
            return CloseReason.RefusedAllFull;
        var result = _pool.TryPick(ref _context, out var backend);
        if (result != PickResult.Picked) return _attempts > 0 ? _failure : Refusal(result);
        if (_attempts++ > 0) CountRetry();
        Backend = backend;
        return CloseReason.None;
    }

    /// <summary>
    /// The connect to the picked backend failed: gives its place back, and counts it against the backend unless this
    /// machine was short of something.
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

    /// <summary>Gives the place on the picked backend back, and blames nobody.</summary>
    public BackendView GiveUp()
    {
        var backend = Backend!;
        Backend = null;
        _pool.Release(backend);
        return backend;
    }

    /// <summary>The connect succeeded: the place is the session's from now on.</summary>
    public BackendView Keep()
    {
        var backend = Backend!;
        Backend = null;
        return backend;
    }

    /// <summary>What a client that would be refused can wait for instead.</summary>
    public WaitKind WaitAfter(CloseReason refusal) => refusal switch
    {
        CloseReason.RefusedConnectFailed when FailoverRule.CanComeFor(_pool) => WaitKind.Failover,
        CloseReason.RefusedAllFull when Patience > TimeSpan.Zero => WaitKind.Place,
        _ => WaitKind.None,
    };

    /// <summary>How long it may wait for a place in all.</summary>
    public TimeSpan Patience => services.Admission.PatienceFor(_pool);

    /// <summary>True when a failover has put the next tier in use: the session goes on there.</summary>
    public bool TryFailOver(ulong seed)
    {
        if (FailoverRule.Find(services.Table.Current, _pool) is not { } next) return false;
        BeginTier(next, _context.ClientHash, seed);
        CountRetry();
        return true;
    }

    /// <summary>
    /// A place may be free: looks at the table once more, for what it waited for may be a backend that is new there.
    /// Any of them will do, those included that were tried before.
    /// </summary>
    public void Renew(ulong seed)
    {
        var next = services.Table.Current.Pools.GetValueOrDefault(_pool.Config.Name) ?? _pool;
        BeginTier(next, _context.ClientHash, seed);
    }

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
