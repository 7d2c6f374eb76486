using System.Diagnostics;
using L4Balancer.Core;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// Who a session is, what it is counted in, and what is reported of it. Nothing of it happens while bytes are moved. A
/// mutable value that lies within its session; moments are absolute monotonic milliseconds.
/// </summary>
internal struct SessionAccount
{
    /// <summary>No backend answered.</summary>
    private const int NotConnected = -1;

    private SessionTerms _terms;
    private ClientAddress _client;
    private long _uploadCounted;
    private long _downloadCounted;
    private NetAddress? _lastTried;
    private int _connectMicroseconds;
    private int _retries;

    /// <summary>Unique in the life of the process.</summary>
    public ulong Id { get; private set; }

    public long AcceptedAt { get; private set; }

    /// <summary>When the session was last reported while it runs.</summary>
    public long ReportedAt { get; set; }

    public readonly ClientAddress Client => _client;

    public readonly SessionTerms Terms => _terms;

    public void Begin(ulong id, in ClientAddress client, ListenerCounters listener, long now)
    {
        this = default;
        (Id, AcceptedAt, ReportedAt, _client) = (id, now, now, client);
        _terms = new SessionTerms(listener, null, null, null);
        _connectMicroseconds = NotConnected;
    }

    /// <summary>A pool serves the session from now on; after a failover, its next view.</summary>
    public void EnterPool(PoolTerms pool) => _terms = _terms with { Pool = pool };

    /// <summary>The backend answered. The place on it that was picked is the session's.</summary>
    /// <param name="took">From connect to connected.</param>
    public void Connected(BackendView backend, TimeSpan took, long now)
    {
        Debug.Assert(_terms.Pool is not null, "A session enters a pool before it is connected.");
        _terms = _terms with { Backend = backend.Address, BackendCounters = backend.Counters };
        _connectMicroseconds = (int)Math.Min(took.TotalMicroseconds, int.MaxValue);
        backend.Counters.CountConnectSuccess(_connectMicroseconds);
        ReportedAt = now;
    }

    /// <summary>What its connects came to.</summary>
    public void Tried(int failures, NetAddress? lastTried) => (_retries, _lastTried) = (failures, lastTried);

    /// <summary>Brings the bytes that were moved since the last time into the counters.</summary>
    public void CountBytes(long uploaded, long downloaded)
    {
        Debug.Assert(uploaded >= _uploadCounted && downloaded >= _downloadCounted, "A count of bytes went back.");
        _terms.CountBytes(uploaded - _uploadCounted, downloaded - _downloadCounted);
        (_uploadCounted, _downloadCounted) = (uploaded, downloaded);
    }

    /// <summary>The session as it is now, for a list.</summary>
    public readonly SessionInfo Describe(SessionPhase phase, long now, long movedAt, long uploaded, long downloaded) =>
        new()
        {
            Id = Id,
            Client = _client,
            Listener = _terms.Listener.Name,
            Pool = _terms.Pool?.Name ?? "",
            Backend = _terms.Backend,
            Phase = phase,
            Age = now - AcceptedAt,
            Idle = now - movedAt,
            BytesUploaded = uploaded,
            BytesDownloaded = downloaded,
        };

    /// <summary>The session as it is reported.</summary>
    public readonly SessionRecord Record(
        SessionMoment moment, CloseReason reason, long now, long uploaded, long downloaded) =>
        new()
        {
            Id = Id,
            Moment = moment,
            Reason = reason,
            Age = now - AcceptedAt,
            ConnectMicroseconds = _connectMicroseconds,
            Client = _client,
            Listener = _terms.Listener.Name,
            Pool = _terms.Pool?.Name ?? "",
            Backend = _terms.Backend,
            LastTried = _lastTried,
            Retries = _retries,
            BytesUploaded = uploaded,
            BytesDownloaded = downloaded,
        };
}
