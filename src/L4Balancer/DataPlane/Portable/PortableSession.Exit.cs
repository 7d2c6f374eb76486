using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane.Portable;

/// <summary>The way out of a session, on its own task.</summary>
internal sealed partial class PortableSession : IExitingSession
{
    private bool _isSilent; // The client's socket outlives the session. Used by its task only.

    /// <summary>The engine counts the session out in the same order, after <see cref="ExitStep.Report"/>.</summary>
    void IExitingSession.Take(ExitStep step)
    {
        switch (step)
        {
            case ExitStep.Relay: EndRelay(); break;
            case ExitStep.Picks: EndPicks(); break;
            case ExitStep.Bytes: CountBytes(); break;
            case ExitStep.Place: _account.Terms.Release(); break;
            case ExitStep.Ticket: _ticket.GiveBack(); break;

            // The session's task is its loop: it has already left the line, and leaves the engine's set last.
            case ExitStep.Loop or ExitStep.Line or ExitStep.Session: break;
            default:
                if (_endReason != CloseReason.None) TakeEndStep(step);
                break;
        }
    }

    private void TakeEndStep(ExitStep step)
    {
        switch (step)
        {
            case ExitStep.Sockets: CloseSockets(_endReason); break;
            case ExitStep.Count: CountEnd(); break;
            case ExitStep.Log: LogEnd(); break;
            case ExitStep.Report: Report(SessionMoment.End, _endReason); break;
            default: throw new InvalidOperationException($"An exit has no step {step}.");
        }
    }

    /// <summary>Its account, if it has a backend. Any thread.</summary>
    public SessionAccount? ConnectedAccount
    {
        get
        {
            lock (_sync) return _phase.IsConnected() ? _account : null;
        }
    }

    /// <summary>
    /// Takes the session out of this engine without its peers noticing: nothing is closed, reset or counted as an end,
    /// and everything it holds here is released. Any thread.
    /// </summary>
    /// <returns>Null if the session ended first.</returns>
    public async Task<DepartedSession?> LeaveAsync()
    {
        bool isConnected;
        SessionPhase phase;
        lock (_sync)
        {
            (phase, isConnected) = (_phase, _phase.IsConnected());
            if (!isConnected && !_end.Ask(CloseReason.None)) return null;
        }

        RelayState? relay = null;
        if (isConnected)
        {
            await Task.WhenAny(_relaying.Task, _over.Task);
            lock (_sync) phase = _phase;
            relay = _relay is null ? null : await _relay.TakeOutAsync();
            if (relay is null) return null;
        }

        await _over.Task;
        await _readable.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _endReason == CloseReason.None ? Depart(phase, relay) : null;
    }

    private DepartedSession Depart(SessionPhase phase, RelayState? relay)
    {
        // The handles have a new owner. The finalizer of a socket object would close its handle; there is no other way
        // to release one.
#pragma warning disable CA1816
        GC.SuppressFinalize(_client);
        if (_server is not null) GC.SuppressFinalize(_server);
#pragma warning restore CA1816
        lock (_sync)
        {
            var isKnown = _listener is null || ArrivalNow(default).IsClientKnown;
            return new DepartedSession(
                _client.SafeHandle, _server?.SafeHandle, phase, _account, _ticket.Stage, isKnown,
                relay is null ? _reader.Bytes.Span.ToArray() : default(ReadOnlyMemory<byte>), relay);
        }
    }

    /// <summary>Closes the session; or makes it leave, if the reason is None.</summary>
    private void Finish(CloseReason reason)
    {
        _endReason = reason;
        lock (_sync)
        {
            _phase = SessionPhases.Advance(
                _phase, reason == CloseReason.None ? SessionPhase.Left : SessionPhase.Closed);
        }

        SessionExit.Run(this, _services);
        _over.SetResult();
    }

    private void CountEnd()
    {
        _account.Terms.CountEnded(_services.Counters, _endReason);
        if (_relay is { IsCancel: false } relay)
            _account.Terms.Judge(
                new(_endReason, relay.HasClientEndedFirst, relay.Uploaded, relay.Downloaded), _services.Signals);
    }

    private void EndRelay()
    {
        _relay?.Dispose();
        _rates?.End();
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
        if (reason == CloseReason.RefusedAccess && TryEndDenied()) return;
        var facts = reason.Facts();

        // The backend first: what the client's end still triggers in the relay must not reach a backend that is to be
        // reset.
        if (_server is { } server) Close(server, facts.ResetsBackend);
        Close(_client, facts.ResetsClient);
    }

    /// <summary>Ends a denied client as its listener wants, unless that is a reset like any other.</summary>
    private bool TryEndDenied()
    {
        if (_slot.OnDeny == OnDenyAction.Close)
        {
            // What is unread would turn the FIN into a reset.
            SocketOptions.Drain(_client);
            Close(_client, withReset: false);
            return true;
        }

        _isSilent = _slot.OnDeny == OnDenyAction.Silent
            && _services.Arrivals.Silent.TryHold(new SilentSocket(_client));
        return _isSilent;
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
