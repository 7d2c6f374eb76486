using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// A session from accept to close: everything that it is, in one place. It lives on one worker, and everything here
/// runs on that worker's thread; the object serves one session after another. This part is its life, the others are how
/// it connects, how it relays, what its timer is for, and what is counted and told of it.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class NativeSession(NativeWorker worker) : LoopSource
{
    private const int ClientTag = 0;
    private const int ServerTag = 1;
    private const int NoFd = -1;
    private const long NoTimer = long.MaxValue;

    private readonly NativeWorker _worker = worker;
    private int _client = NoFd;
    private int _server = NoFd;
    private ClientAddress _clientAddress;
    private ListenerSlot _slot = null!;
    private PoolView? _pool;
    private BackendView? _backend;
    private SessionPhase _phase = SessionPhase.Closed;
    private bool _isAdmitted;
    private long _acceptedAt;
    private long _timerDue;

    /// <summary>False while the object waits for its next session.</summary>
    public bool IsRunning => _phase.IsRunning();

    private NativeServices Services => _worker.Services;

    private EpollLoop Loop => _worker.Loop;

    /// <summary>Begins a session with a client that was accepted. It may be over when this returns.</summary>
    public void Begin(int client, in ClientAddress address, ListenerSlot slot)
    {
        (_client, _clientAddress, _slot) = (client, address, slot);
        (_pool, _backend, _isAdmitted) = (null, null, false);
        (_acceptedAt, _timerDue) = (Loop.Now, NoTimer);
        _relay = default;
        BeginAccounts();
        _phase = SessionPhase.Accepted;
        try
        {
            Serve();
        }
        catch (Exception e)
        {
            FailWith(e);
        }
    }

    /// <summary>
    /// Ends the session if this backend serves it; while it connects to it, it goes on with another backend, unless an
    /// operator resets the sessions of one that is well: it has none there yet.
    /// </summary>
    /// <returns>True when it was ended.</returns>
    public bool EndIfServedBy(string pool, NetAddress backend, CloseReason reason)
    {
        var picked = _backend ?? _picks?.Backend;
        if (!IsRunning || _pool?.Config.Name != pool || !backend.Equals(picked?.Address)) return false;
        if (_backend is null)
        {
            if (reason != CloseReason.OperatorReset) LeaveBackend();
            return false;
        }

        Finish(reason);
        return true;
    }

    /// <summary>Ends the session whatever it does; nothing when it is over.</summary>
    public void End(CloseReason reason)
    {
        if (IsRunning) Finish(reason);
    }

    protected override void OnReady(int tag, Readiness events)
    {
        try
        {
            if (_phase == SessionPhase.Connecting) OnReadyWhileConnecting(tag, events);
            else OnReadyToRelay(tag, events);
        }
        catch (Exception e)
        {
            FailWith(e);
        }
    }

    protected override void OnTimer()
    {
        _timerDue = NoTimer;
        try
        {
            if (_phase == SessionPhase.Connecting) OnConnectTimer();
            else OnRelayTimer();
        }
        catch (Exception e)
        {
            FailWith(e);
        }
    }

    protected override void OnAgain()
    {
        try
        {
            Do(_relay.Pump(Path));
        }
        catch (Exception e)
        {
            FailWith(e);
        }
    }

    private void Serve()
    {
        // One read: the session must see one generation.
        var listener = _slot.ViewIn(Services.Table.Current);
        var refusal = _slot.Gate.TryEnter(listener.Config);
        if (refusal != CloseReason.None)
        {
            Finish(refusal);
            return;
        }

        _isAdmitted = true;
        _pool = listener.Pool;
        Loop.Attach(this);
        var watched = Loop.Watch(this, ClientTag, _client);
        if (watched.IsSuccess) BeginToConnect();
        else Finish(CloseReason.RefusedLocalShortage);
    }

    private void SetTimer(long due)
    {
        _timerDue = due;
        Loop.SetTimer(this, due);
    }

    private void Advance(SessionPhase next) => _phase = SessionPhases.Advance(_phase, next);

    /// <summary>One session's bug must not take the others with it.</summary>
    private void FailWith(Exception e)
    {
        Services.Log.SessionBug(e);
        if (IsRunning) Finish(CloseReason.Bug);
    }

    /// <summary>The one end of every session. After it the object is free for the next.</summary>
    private void Finish(CloseReason reason)
    {
        Advance(SessionPhase.Closed);
        Loop.Detach(this);
        _relay.End(_worker.Tools);
        CloseSockets(reason);
        if (_picks is not null) EndPicks();
        CountBytes();
        if (_backend is not null) _pool!.Release(_backend);
        if (_isAdmitted) _slot.Gate.Leave();
        SessionAccounts.CountEnded(Services.Counters, _slot, _pool, _backend, reason);
        if (Services.Log.IsEnabled(LogLevel.Debug))
            Services.Log.SessionEnded(
                _clientAddress.ToString(), _slot.Name, _backend?.Address, reason.Word(), _relay.Uploaded,
                _relay.Downloaded);
        Tell(SessionMoment.End, reason);
        (_pool, _backend, _lastTried) = (null, null, null);
        _worker.OnFinished(this);
    }

    private void CloseSockets(CloseReason reason)
    {
        var facts = reason.Facts();
        Close(ref _server, facts.ResetsBackend);
        Close(ref _client, facts.ResetsClient);
    }

    private static void Close(ref int fd, bool withReset)
    {
        if (fd == NoFd) return;
        if (withReset) StreamSockets.CloseWithReset(fd);
        else StreamSockets.Close(fd);
        fd = NoFd;
    }
}
