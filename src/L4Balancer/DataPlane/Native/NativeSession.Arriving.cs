using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>How a session goes on here that has left an engine.</summary>
internal sealed partial class NativeSession
{
    /// <summary>
    /// One that is younger may have left before it got the options for lasting sessions: it gets them here, perhaps
    /// once more.
    /// </summary>
    private const int SurelyLastingAfter = 2 * LastingAfter;

    /// <summary>Goes on with the session. It may be over when this returns.</summary>
    /// <param name="client">The connection of its client, which this session owns from here on.</param>
    /// <param name="server">The connection of its backend; -1 if it had none.</param>
    public void Arrive(DepartedSession from, ListenerSlot slot, int client, int server)
    {
        BeginAnew(slot, client);
        (_server, _account) = (server, from.Account);
        _account.Resume();
        try
        {
            _listener = slot.FindIn(Services.Table.Current);
            _ticket = Ticket.Resume(from.Stage, _account.Client, slot, _listener?.Arrival, Loop.Now);
            Loop.Attach(this);
            if (!TryWatchClient()) Finish(CloseReason.RefusedLocalShortage);
            else if (from.Relay is { } relay) ArriveToRelay(from.Phase, relay);
            else ArriveToPick(from);
        }
        catch (Exception e)
        {
            FailWith(e);
        }
    }

    /// <summary>It has no backend, and is admitted from where it was.</summary>
    private void ArriveToPick(DepartedSession from)
    {
        _relay.Prepare(_worker.Tools.Kind, IsClientUnix);
        _preread = new PrereadChain(new FirstBytes(from.Preread.Span), from.IsClientKnown);

        // Its listener was removed before the session was handed over, and nothing tells any more where it may go.
        if (_listener is null) Finish(CloseReason.Shutdown);
        else Proceed(DecideAgain(from.Preread.Span));
    }

    private void ArriveToRelay(SessionPhase phase, RelayState state)
    {
        var (terms, listener) = (_account.Terms, _listener);
        var isServerUnix = terms.Backend!.UnixPath is not null;
        (_phase, _listener) = (phase, null);
        _isLasting = isServerUnix || Age >= SurelyLastingAfter;
        if (listener is not null && Services.Rates.Join(listener.Config, _account.Client, Id) is { } rates)
            _relay.Limit(rates);
        _relay.PutBack(state, _worker.Tools, IsClientUnix, isServerUnix);
        _relay.GoOn(terms.Resume(Loop.NowMicroseconds));
        if (!Loop.Watch(this, ServerTag, _server).IsSuccess)
        {
            Finish(CloseReason.RefusedLocalShortage);
            return;
        }

        SetDeadline();
        Do(_relay.Resume(Path));
    }
}
