using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane.Portable;

/// <summary>The way out of a session, on its own task.</summary>
internal sealed partial class PortableSession : IExitingSession
{
    /// <summary>The engine counts the session out in the same order, after <see cref="ExitStep.Report"/>.</summary>
    void IExitingSession.Take(ExitStep step)
    {
        switch (step)
        {
            case ExitStep.Relay: _relay?.Dispose(); break;
            case ExitStep.Sockets: CloseSockets(_endReason); break;
            case ExitStep.Picks: EndPicks(); break;
            case ExitStep.Bytes: CountBytes(); break;
            case ExitStep.Place: _account.Terms.Release(); break;
            case ExitStep.Ticket: _ticket.GiveBack(); break;
            case ExitStep.Count: _account.Terms.CountEnded(_services.Counters, _endReason); break;
            case ExitStep.Log: LogEnd(); break;
            case ExitStep.Report: Report(SessionMoment.End, _endReason); break;

            // The task of the session is its loop, and has left the line and the engine's set by itself.
            case ExitStep.Loop or ExitStep.Line or ExitStep.Session: break;
            default: throw new InvalidOperationException($"An exit has no step {step}.");
        }
    }

    private void Finish(CloseReason reason)
    {
        _endReason = reason;
        lock (_sync) _phase = SessionPhases.Advance(_phase, SessionPhase.Closed);
        SessionExit.Run(this, _services);
    }

    private void EndPicks()
    {
        lock (_sync) _account.Tried(_picks.Failures, _picks.LastTried);
        if (_picks.Backend is not null) _picks.GiveUp();
    }

    private void CloseSockets(CloseReason reason)
    {
        if (_isClosed) return;
        _isClosed = true;
        var facts = reason.Facts();

        // The backend first: what the client's end still sets off in the relay must not reach a backend that is to be
        // reset.
        if (_server is { } server) Close(server, facts.ResetsBackend);
        Close(_client, facts.ResetsClient);
    }

    private static void Close(Socket socket, bool withReset)
    {
        if (withReset) SocketOptions.CloseWithReset(socket);
        else SocketOptions.CloseWithFin(socket);
    }

    private void LogEnd()
    {
        if (!_services.Log.IsEnabled(LogLevel.Debug)) return;
        _services.Log.SessionEnded(
            _account.Client.ToString(), _slot.Name, _account.Terms.Backend, _endReason.Word(), _relay?.Uploaded ?? 0,
            _relay?.Downloaded ?? 0);
    }
}
