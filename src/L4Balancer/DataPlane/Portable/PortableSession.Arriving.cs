using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <summary>How a session goes on here that has left an engine.</summary>
internal sealed partial class PortableSession
{
    /// <summary>It has no backend, and is admitted from where it was.</summary>
    private AdmissionDecision ArriveToPick(DepartedSession from)
    {
        TakePlaces(from.Stage);
        _prereads = new PrereadChain(_reader.Bytes, from.IsClientKnown);

        // Its listener was removed before the session was handed over, and nothing tells any more where it may go.
        return _listener is null
            ? AdmissionDecision.Refuse(CloseReason.Shutdown, _ticket)
            : DecideAgain(_reader.Bytes.Span);
    }

    private async Task<CloseReason> ArriveToRelayAsync(SessionPhase phase, RelayState state)
    {
        TakePlaces(_from!.Stage);
        if (_listener is { } listener) _rates = _services.Rates.Join(listener.Config, _account.Client, Id);
        var conversation = _account.Terms.Resume(_services.NowMicroseconds);
        var relay = new SessionRelay(_services, this, _reader, _server!, conversation, watch: null, _rates);
        relay.PutBack(state);
        lock (_sync) _phase = phase;
        _relay = relay;
        _readable = Readable.WaitAsync(_client, _end.Token);
        var running = relay.RunAsync(_readable, CloseSockets);
        _relaying.SetResult();
        return await running;
    }

    private void TakePlaces(AdmissionStage stage)
    {
        _listener = _slot.FindIn(_services.Table.Current);
        _ticket = Ticket.Resume(stage, _account.Client, _slot, _listener?.Arrival, _services.Now);
    }
}
