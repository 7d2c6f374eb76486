using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Loop;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// A session from accept to close, with all its state in one place. It lives on one worker, and everything here runs on
/// that worker's thread; the object serves one session after another.
/// </summary>
/// <remarks>
/// Its parts are types of their own: its accounting (<see cref="SessionAccount"/>), its picks
/// (<see cref="BackendPicks"/>), its relay (<see cref="NativeRelay"/>), its exit (<see cref="SessionExit"/>). The
/// events remain, because the loop delivers them to one object and keeps one timer for it: this file has the phases and
/// the four entry points, and each phase has a file with its reactions to them.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed partial class NativeSession(NativeWorker worker) : RunningNode<NativeSession>
{
    private const int ClientTag = 0;
    private const int ServerTag = 1;
    private const int NoFd = -1;
    private const long NoTimer = long.MaxValue;

    private readonly NativeWorker _worker = worker;
    private int _client = NoFd;
    private int _server = NoFd;
    private SessionAccount _account;
    private ListenerSlot _slot = null!;
    private Ticket _ticket;
    private BackendPicks? _picks; // Rented until it is connected.
    private SessionPhase _phase = SessionPhase.Closed;
    private CloseReason _endReason;
    private long _timerDue;

    /// <summary>False while the object waits for its next session.</summary>
    public bool IsRunning => _phase.IsRunning();

    /// <summary>Unique for the lifetime of the process.</summary>
    public ulong Id => _account.Id;

    /// <summary>Milliseconds since the client was accepted.</summary>
    public long Age => Loop.Now - _account.AcceptedAt;

    /// <summary>Its account, if it has a backend.</summary>
    public SessionAccount? ConnectedAccount => _phase.IsConnected() ? _account : null;

    private NativeServices Services => _worker.Services;

    private EpollLoop Loop => _worker.Loop;

    /// <summary>Starts a session for an accepted client. It may be over when this returns.</summary>
    /// <param name="arrival">A refused client starts a session too, so that it is counted and reported like all
    /// others.</param>
    public void Begin(in AcceptedClient arrival)
    {
        BeginAnew(arrival.Slot, arrival.Fd);
        _ticket = arrival.Decision.Ticket;
        _account.Begin(_worker.NextId(), arrival.Address, _slot.Counters, Loop.Now);
        try
        {
            Open(arrival.Decision);
        }
        catch (Exception e)
        {
            FailWith(e);
        }
    }

    private void BeginAnew(ListenerSlot slot, int client)
    {
        (_client, _slot, _phase) = (client, slot, SessionPhase.Accepted);
        (_timerDue, _endReason) = (NoTimer, CloseReason.None);

        // Whatever went wrong in the exit of the session before: nothing of its client may reach this one's backend.
        (_picks, _listener, _preread, _waiter) = (null, null, null, null);
        _relay = default;
    }

    /// <summary>Adds the bytes moved since the last call to the counters.</summary>
    public void CountBytes() => _account.CountBytes(_relay.Uploaded, _relay.Downloaded);

    /// <summary>
    /// Ends the session if this backend serves it. A session still connecting to it continues with another backend,
    /// unless an operator resets the sessions of a healthy backend: it has no session there yet.
    /// </summary>
    /// <returns>True if it was ended.</returns>
    public bool EndIfServedBy(string pool, NetAddress backend, CloseReason reason)
    {
        if (_phase.IsConnected() && _account.Terms.AreServedBy(pool, backend))
        {
            Finish(reason);
            return true;
        }

        if (_phase == SessionPhase.Connecting && reason != CloseReason.OperatorReset) LeaveBackend(pool, backend);
        return false;
    }

    /// <summary>Ends the session in any phase; does nothing if it is over.</summary>
    public void End(CloseReason reason) => Finish(reason);

    /// <summary>
    /// Runs work on the session from outside its own events, guarded like them: a bug ends this session, and the caller
    /// continues with the next one.
    /// </summary>
    /// <returns>The result of the work; <paramref name="otherwise"/> if it failed.</returns>
    public T Guard<T>(Func<NativeSession, T> work, T otherwise)
    {
        try
        {
            return work(this);
        }
        catch (Exception e)
        {
            FailWith(e);
            return otherwise;
        }
    }

    protected override void OnReady(int tag, Readiness events)
    {
        try
        {
            if (_phase >= SessionPhase.Relaying) OnReadyToRelay(tag, events);
            else if (tag == ServerTag) OnBackendReady(events);
            else OnClientReady(events);
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
            switch (_phase)
            {
                case SessionPhase.Preread: OnPrereadTimer(); break;
                case SessionPhase.Waiting: OnWaitTimer(); break;
                case SessionPhase.Connecting: OnConnectTimer(); break;
                default: OnRelayTimer(); break;
            }
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
            if (_phase.IsConnected()) Do(_relay.Pump(Path));
        }
        catch (Exception e)
        {
            FailWith(e);
        }
    }

    private void SetTimer(long due)
    {
        _timerDue = due;
        Loop.SetTimer(this, due);
    }

    private void CancelTimer()
    {
        _timerDue = NoTimer;
        Loop.CancelTimer(this);
    }

    private void Advance(SessionPhase next)
    {
        _phase = SessionPhases.Advance(_phase, next);
        Services.Checkpoint?.Invoke(next, null);
    }

    private void Report(SessionMoment moment, CloseReason reason = CloseReason.None)
    {
        if (Services.Wants(moment))
            Services.Report(_account.Record(moment, reason, Loop.Now, _relay.Uploaded, _relay.Downloaded));
    }

    /// <summary>A bug in one session must not take down the others.</summary>
    private void FailWith(Exception e)
    {
        Services.ReportBug(e);
        Finish(CloseReason.Bug);
    }
}
