using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// The two ways out: the session closes, or it leaves and continues elsewhere. Either way the object is free
/// afterwards.
/// </summary>
internal sealed partial class NativeSession : IExitingSession
{
    /// <summary>The first bytes of a client that is closed in order are read; more than that is reset.</summary>
    private const int DeniedBytes = 4096;

    /// <summary>
    /// Takes the session out of this engine without its peers noticing: nothing is closed, reset or counted as an end,
    /// and everything it holds here is released. Only while it is running.
    /// </summary>
    public DepartedSession Leave()
    {
        // A connect in flight is abandoned: the session picks again where it continues.
        if (!_phase.IsConnected()) Close(ref _server, withReset: true);
        LeaveLine(isServed: false);
        var export = Export();
        var relay = _phase.IsConnected() ? _relay.TakeOut(_worker.Tools) : null;

        // The registrations belong to the connections, which stay open.
        Loop.Unwatch(_client);
        if (_server != NoFd) Loop.Unwatch(_server);

        // Last, because nothing can fail from here on: a descriptor has one owner that closes it.
        var departed = new DepartedSession(
            new SafeFd(_client), _server == NoFd ? null : new SafeFd(_server), _phase, _account, export.Stage,
            export.IsClientKnown, export.Preread, relay);
        (_client, _server) = (NoFd, NoFd);
        _endReason = CloseReason.None;
        _phase = SessionPhases.Advance(_phase, SessionPhase.Left);
        SessionExit.Run(this, Services);
        return departed;
    }

    /// <summary>
    /// What is needed to go on with the session elsewhere, or here: it can do either afterwards. Only while it is
    /// running.
    /// </summary>
    public SessionExport Export()
    {
        CountBytes();
        var isConnected = _phase.IsConnected();
        if (isConnected) _relay.EndPeerWatch(Path, _account.Terms.Pool!);
        return new SessionExport(
            _client, isConnected ? _server : NoFd, _phase, _account, _ticket.Stage,
            IsClientKnown: _listener is null || ArrivalNow(default).IsClientKnown, // A routed client is.
            _preread is null ? default(ReadOnlyMemory<byte>) : _preread.Bytes.Span.ToArray(),
            isConnected ? _relay.Export(_worker.Tools) : null);
    }

    /// <summary>No step may depend on a later one; the order is that of <see cref="ExitStep"/>.</summary>
    void IExitingSession.Take(ExitStep step)
    {
        switch (step)
        {
            case ExitStep.Loop: Loop.Detach(this); break;
            case ExitStep.Relay: EndRelay(); break;
            case ExitStep.Sockets: CloseSockets(); break;
            case ExitStep.Line: LeaveLine(isServed: false); break;
            case ExitStep.Picks: EndPicks(); break;
            case ExitStep.Bytes: CountBytes(); break;
            case ExitStep.Place: _account.Terms.Release(); break;
            case ExitStep.Ticket: _ticket.GiveBack(); break;
            case ExitStep.Session: BecomeFree(); break;
            default:
                if (_endReason != CloseReason.None) TakeEndStep(step);
                break;
        }
    }

    private void TakeEndStep(ExitStep step)
    {
        switch (step)
        {
            case ExitStep.Count: CountEnd(); break;
            case ExitStep.Log: LogEnd(); break;
            case ExitStep.Report: Report(SessionMoment.End, _endReason); break;
            default: throw new InvalidOperationException($"An exit has no step {step}.");
        }
    }

    /// <summary>The one end of every session; does nothing if it is already over.</summary>
    private void Finish(CloseReason reason)
    {
        if (!IsRunning) return;
        _phase = SessionPhases.Advance(_phase, SessionPhase.Closed);
        _endReason = reason;
        SessionExit.Run(this, Services);
    }

    private void CountEnd()
    {
        _account.Terms.CountEnded(Services.Counters, _endReason);
        if (!_relay.IsCancel) _account.Terms.Judge(_relay.FactsAtEnd(_endReason), Services.Signals);
    }

    private void CloseSockets()
    {
        if (_client == NoFd && _server == NoFd) return;
        if (_endReason == CloseReason.RefusedAccess && TryEndDenied()) return;
        var facts = _endReason.Facts();

        // The backend first: client bytes still in flight must not reach a backend that gets RST, and a client that
        // reconnects immediately should find the place on the backend free.
        Close(ref _server, facts.ResetsBackend);
        Close(ref _client, facts.ResetsClient);
    }

    /// <summary>Ends a denied client as its listener wants, unless that is a reset like any other.</summary>
    private bool TryEndDenied()
    {
        if (_slot.OnDeny == OnDenyAction.Close)
        {
            // What is unread would turn the FIN into a reset.
            _ = StreamSockets.Receive(_client, stackalloc byte[DeniedBytes]);
            Close(ref _client, withReset: false);
            return true;
        }

        if (_slot.OnDeny != OnDenyAction.Silent) return false;
        Loop.Unwatch(_client);
        if (!Services.Arrivals.Silent.TryHold(new SilentFd(_client))) return false;
        _client = NoFd;
        return true;
    }

    private static void Close(ref int fd, bool withReset)
    {
        if (fd == NoFd) return;
        var closing = fd;
        fd = NoFd; // First: a closed number may be reused for another connection immediately.
        if (withReset) StreamSockets.CloseWithReset(closing);
        else StreamSockets.Close(closing);
    }

    private void EndRelay()
    {
        _relay.End(_worker.Tools);
        _preread = null;
    }

    /// <summary>While it waits for its next session, the object keeps nothing of this one alive.</summary>
    private void BecomeFree()
    {
        (_account, _ticket, _slot, _listener) = (default, default, null!, null);
        _worker.OnFinished(this);
    }

    private void LogEnd()
    {
        if (!Services.Log.IsEnabled(LogLevel.Debug)) return;
        Services.Log.SessionEnded(
            _account.Client.ToString(), _slot.Name, _account.Terms.Backend, _endReason.Word(), _relay.Uploaded,
            _relay.Downloaded);
    }
}
