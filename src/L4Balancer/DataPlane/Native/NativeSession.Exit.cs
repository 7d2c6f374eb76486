using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane.Native;

/// <summary>The two ways out: it closes, or it leaves and lives on elsewhere. Then the object is free.</summary>
internal sealed partial class NativeSession : IExitingSession
{
    /// <summary>
    /// Takes the session out of this engine without its peers noticing: nothing is closed, reset or counted as an end,
    /// and what it holds here is given back. Only while it runs.
    /// </summary>
    public DepartedSession Leave()
    {
        // A connect in flight is given up: it will be picked anew where it lives on.
        if (!_phase.IsConnected()) Close(ref _server, withReset: true);
        CountBytes();
        var departed = new DepartedSession(
            new SafeFd(_client), _server == NoFd ? null : new SafeFd(_server), _phase, _account,
            _preread is null ? default : _preread.Rest.ToArray(),
            _phase.IsConnected() ? _relay.TakeOut(_worker.Tools) : null);
        (_client, _server) = (NoFd, NoFd);
        _endReason = CloseReason.None;
        _phase = SessionPhases.Advance(_phase, SessionPhase.Left);
        SessionExit.Run(this, Services);
        return departed;
    }

    /// <summary>Nothing that a step does may depend on one after it; the order is that of <see cref="ExitStep"/>.
    /// </summary>
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
            case ExitStep.Count: _account.Terms.CountEnded(Services.Counters, _endReason); break;
            case ExitStep.Log: LogEnd(); break;
            case ExitStep.Report: Report(SessionMoment.End, _endReason); break;
            default: throw new InvalidOperationException($"An exit has no step {step}.");
        }
    }

    /// <summary>The one end of every session; nothing when it is over.</summary>
    private void Finish(CloseReason reason)
    {
        if (!IsRunning) return;
        _phase = SessionPhases.Advance(_phase, SessionPhase.Closed);
        _endReason = reason;
        SessionExit.Run(this, Services);
    }

    private void CloseSockets()
    {
        if (_client == NoFd && _server == NoFd) return;
        var facts = _endReason.Facts();

        // The backend first: bytes of the client that are still under way must not reach a backend that gets RST, and
        // a client that comes back at once should find the place on the backend free.
        Close(ref _server, facts.ResetsBackend);
        Close(ref _client, facts.ResetsClient);
    }

    private static void Close(ref int fd, bool withReset)
    {
        if (fd == NoFd) return;
        var closing = fd;
        fd = NoFd; // First: a number that is closed may belong to another connection at once.
        if (withReset) StreamSockets.CloseWithReset(closing);
        else StreamSockets.Close(closing);
    }

    private void EndRelay()
    {
        _relay.End(_worker.Tools);
        if (_preread is { } preread) _worker.Tools.Return(preread.Buffer);
        _preread = null;
    }

    /// <summary>The object keeps nothing of this session alive while it waits for its next.</summary>
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
