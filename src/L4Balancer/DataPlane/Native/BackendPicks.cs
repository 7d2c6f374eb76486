using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux;
using L4Balancer.Sockets.Native;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// The picks of a session while it connects: which backends it has tried, how often it may go on, and why it is
/// refused in the end. A session needs it only for a moment, so a worker keeps a few and lends them. One thread.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class BackendPicks(NativeServices services)
{
    private PickContext _context;
    private PoolView _pool = null!;
    private int _attempts;
    private CloseReason _failure;

    /// <summary>The pool that is picked from, and that the backend must be given back to.</summary>
    public PoolView Pool => _pool;

    /// <summary>The backend whose place the session holds.</summary>
    public BackendView? Backend { get; private set; }

    /// <summary>Looks at the table until the session stops waiting for a failover; null while it does not wait.
    /// </summary>
    public int? LooksLeft { get; set; }

    /// <summary>When the connect to the picked backend began, of the engine's clock.</summary>
    public long ConnectBegan { get; set; }

    /// <summary>Connects that failed.</summary>
    public int Failures { get; private set; }

    /// <summary>The backend whose connect failed last; null when none did.</summary>
    public NetAddress? LastTried { get; private set; }

    public void Begin(PoolView pool, ulong clientHash, ulong seed)
    {
        (Failures, LastTried) = (0, null);
        BeginTier(pool, clientHash, seed);
    }

    /// <summary>Goes on in the tier that a failover has put in use.</summary>
    public void Continue(PoolView pool, ulong seed)
    {
        BeginTier(pool, _context.ClientHash, seed);
        SessionAccounts.CountRetry(services.Counters, pool);
    }

    /// <summary>None when a backend was picked; else why the client is refused.</summary>
    public CloseReason Next()
    {
        if (_attempts > _pool.Retries) return _failure;

        // The first connect was allowed for when the client was accepted.
        if (Failures > 0 && !services.Spares.TryHold()) return CloseReason.RefusedLocalShortage;
        var result = _pool.TryPick(ref _context, out var backend);
        if (result != PickResult.Picked) return _attempts > 0 ? _failure : Refusal(result);
        if (_attempts++ > 0) SessionAccounts.CountRetry(services.Counters, _pool);
        Backend = backend;
        return CloseReason.None;
    }

    /// <summary>
    /// The connect to the picked backend failed: gives its place back, and counts it against the backend unless this
    /// machine was short of something.
    /// </summary>
    public void Fail(Errno errno)
    {
        var backend = GiveUp();
        (Failures, LastTried) = (Failures + 1, backend.Address);
        var isShortage = ConnectErrno.IsLocalShortage(errno, backend.Address.UnixPath is not null);
        _failure = isShortage ? CloseReason.RefusedLocalShortage : CloseReason.RefusedConnectFailed;
        var (name, cause) = (_pool.Config.Name, ConnectErrno.Describe(errno));
        if (isShortage)
        {
            if (errno is Errno.EMFILE or Errno.ENFILE) services.Spares.LetGo();
            if (services.ShortagePace.MayLog()) services.Log.LocalShortage(name, backend.Address, cause);
            return;
        }

        services.Log.ConnectAttemptFailed(name, backend.Address, cause);
        var inRow = backend.Counters.CountConnectFailure();
        services.Signals.Signal(new ConnectFailed(name, backend.Address, inRow, cause));
    }

    /// <summary>Gives the place on the picked backend back, and blames nobody.</summary>
    public BackendView GiveUp()
    {
        var backend = Backend!;
        _pool.Release(backend);
        Backend = null;
        return backend;
    }

    private static CloseReason Refusal(PickResult result) =>
        result == PickResult.NoneEligible ? CloseReason.RefusedNoneEligible : CloseReason.RefusedAllFull;

    private void BeginTier(PoolView pool, ulong clientHash, ulong seed)
    {
        (_pool, Backend, LooksLeft) = (pool, null, null);
        _context = new PickContext(clientHash, seed);
        _attempts = 0;
        _failure = CloseReason.RefusedConnectFailed;
    }
}
