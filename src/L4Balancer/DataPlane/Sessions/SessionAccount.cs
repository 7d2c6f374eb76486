using System.Diagnostics;
using L4Balancer.Core;
using L4Balancer.Core.Policies;
using L4Balancer.Core.ProxyProtocol;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// The identity of a session, its counters, and its reports. Nothing here happens while bytes are moved. A mutable
/// value that lives in its session; times are absolute monotonic milliseconds.
/// </summary>
internal partial struct SessionAccount
{
    /// <summary>No backend answered.</summary>
    private const int NotConnected = -1;

    private SessionTerms _terms;
    private ClientAddress _client;
    private ClientFacts? _facts;
    private long _uploadCounted;
    private long _downloadCounted;
    private NetAddress? _lastTried;
    private int _connectMicroseconds;
    private int _retries;
    private long _waitBegan; // Microseconds; 0 while it does not wait in the line of its pool.
    private long _waited;

    /// <summary>Unique for the lifetime of the process.</summary>
    public ulong Id { get; private set; }

    public long AcceptedAt { get; private set; }

    /// <summary>When the running session was last reported.</summary>
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

    /// <summary>What its first bytes have told so far; null if nothing.</summary>
    public readonly ClientFacts? Facts => _facts;

    /// <summary>Takes in what a preread has found: the real address of the client, and other facts.</summary>
    public void Learn(in PrereadAnswer found)
    {
        if (found.Client is { } client) _client = client;
        if (found.Facts is { } facts) _facts = facts.After(_facts);
    }

    /// <summary>What its backend is told of it.</summary>
    /// <param name="local">The address that the client's connection is to.</param>
    public readonly ProxyFacts Tell(in ClientAddress local) =>
        new(_client, _facts?.Destination ?? local, Id) { Authority = _facts?.ServerName, Alpn = _facts?.Alpn };

    /// <summary>From now on this pool serves the session; after a failover, its next view.</summary>
    public void EnterPool(PoolTerms pool) => _terms = _terms with { Pool = pool };

    /// <summary>The backend answered. The place picked on it is now the session's.</summary>
    /// <param name="took">The time from connect to connected.</param>
    /// <param name="now">Absolute monotonic microseconds.</param>
    public void Connected(BackendView backend, TimeSpan took, long now)
    {
        Debug.Assert(_terms.Pool is not null, "A session enters a pool before it is connected.");
        _terms = _terms with { Backend = backend.Address, BackendCounters = backend.Counters };
        _connectMicroseconds = (int)Math.Min(took.TotalMicroseconds, int.MaxValue);
        backend.Counters.CountConnectSuccess(_connectMicroseconds, now);
        ReportedAt = now / 1000;
    }

    /// <summary>Gives back its place on the backend, because another one is to serve it.</summary>
    public void Leave()
    {
        var terms = _terms;
        _terms = terms with { Backend = null, BackendCounters = null };
        terms.Release();
    }

    /// <summary>It waits in the line of its pool from now on.</summary>
    /// <param name="now">Absolute monotonic microseconds.</param>
    public void BeginWait(long now) => _waitBegan = now;

    /// <summary>It has left the line, with a place or without; does nothing if it was not in one.</summary>
    /// <param name="now">Absolute monotonic microseconds.</param>
    public void EndWait(long now)
    {
        if (_waitBegan == 0) return;
        var took = now - _waitBegan;
        (_waitBegan, _waited) = (0, _waited + took);
        _terms.Pool!.Counters.CountWait(took);
    }

    /// <summary>Records the outcome of its connects.</summary>
    public void Tried(int failures, NetAddress? lastTried) => (_retries, _lastTried) = (failures, lastTried);

    /// <summary>Adds the bytes moved since the last call to the counters.</summary>
    public void CountBytes(long uploaded, long downloaded)
    {
        Debug.Assert(uploaded >= _uploadCounted && downloaded >= _downloadCounted, "A count of bytes went back.");
        _terms.CountBytes(uploaded - _uploadCounted, downloaded - _downloadCounted);
        (_uploadCounted, _downloadCounted) = (uploaded, downloaded);
    }

    /// <summary>The current state of the session, for a list.</summary>
    public readonly SessionInfo Describe(SessionPhase phase, long now, long movedAt, long uploaded, long downloaded,
        SessionRest rest) =>
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
            Rest = rest,
        };

    /// <summary>The report of the session.</summary>
    public readonly SessionRecord Record(
        SessionMoment moment, CloseReason reason, long now, long uploaded, long downloaded) =>
        new()
        {
            Id = Id,
            Moment = moment,
            Reason = reason,
            Age = now - AcceptedAt,
            ConnectMicroseconds = _connectMicroseconds,
            WaitMicroseconds = _waited,
            Client = _client,
            Facts = _facts,
            Listener = _terms.Listener.Name,
            Pool = _terms.Pool?.Name ?? "",
            Backend = _terms.Backend,
            LastTried = _lastTried,
            Retries = _retries,
            BytesUploaded = uploaded,
            BytesDownloaded = downloaded,
        };
}
