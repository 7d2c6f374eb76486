using System.Diagnostics;
using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// The picks of a session while it connects: which backends it has tried, how often it may retry, what it may wait for,
/// and why it is finally refused. The rules of both engines, without a socket. A session needs the object only briefly,
/// so it is lent to one after another. One thread at a time.
/// </summary>
internal sealed partial class BackendPicks(EngineServices services)
{
    private PickContext _context;
    private PoolView _pool = null!;
    private int _attempts;
    private CloseReason _failure;
    private CancelTarget? _target; // The next pick, if there is no choice.

    /// <summary>The pool to pick from.</summary>
    public PoolView Pool => _pool;

    /// <summary>The backend on which a place was taken; the place is given up, or becomes the session's.</summary>
    public BackendView? Backend { get; private set; }

    /// <summary>Checks of the table left before the session stops waiting for a failover.</summary>
    public int LooksLeft { get; set; }

    /// <summary>When the connect to the picked backend started: a timestamp of the engine's clock.</summary>
    public long ConnectBegan { get; set; }

    /// <summary>How long that connect took, without what the backend is asked afterwards.</summary>
    public TimeSpan ConnectTook { get; set; }

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

        _wanting = PickResult.AllTried;
        if (_attempts > _pool.Retries) return _failure;

        // The first connect was already permitted when the client was accepted.
        if (Failures > 0 && !services.Spares.TryHold()) return CloseReason.RefusedLocalShortage;
        _context.Now = now;
        PickResult result;
        BackendView? backend = null;
        if (!isItsTurn && QueueRule.MustStandBehind(_pool, Patience)) result = PickResult.AllConnecting;
        else result = _pool.TryPick(ref _context, out backend);
        if (result != PickResult.Picked) return WhyNone(result);
        if (_attempts++ > 0) CountRetry();
        Backend = backend;
        return CloseReason.None;
    }

    /// <summary>
    /// The connect to the picked backend failed: returns its place, and counts the failure against the backend unless
    /// this machine was short of resources, or the backend only refuses what this client needs.
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
        if (failure.IsRefusal)
        {
            if (services.RefusalPace.MayLog()) services.Log.BackendRefused(name, backend.Address, cause);
            return;
        }

        var inRow = backend.Counters.CountConnectFailure();
        services.Signals.Signal(new ConnectFailed(name, backend.Address, inRow, cause));
    }

    /// <summary>Returns the place on the picked backend, and blames nobody.</summary>
    public BackendView GiveUp()
    {
        var backend = Backend!;
        Backend = null;
        _pool.EndConnect(backend);
        _pool.Release(backend);
        return backend;
    }

    /// <summary>The connect succeeded: from now on the place is the session's.</summary>
    public BackendView Keep()
    {
        var backend = Backend!;
        Backend = null;
        _pool.EndConnect(backend);
        return backend;
    }

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
