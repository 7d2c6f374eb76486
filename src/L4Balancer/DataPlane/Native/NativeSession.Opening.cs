using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Protocols;
using L4Balancer.Linux.Loop;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// From the accept to the first pick: admission, preread if the listener requires it, and routing to a pool.
/// </summary>
internal sealed partial class NativeSession
{
    private ListenerView? _listener; // Until the client is routed.
    private PrereadChain? _preread; // Null without a preread.

    private void Open(in AdmissionDecision decision)
    {
        if (decision.IsRefused)
        {
            Finish(decision.Reason);
            return;
        }

        _listener = decision.Listener;
        Loop.Attach(this);
        _relay.Prepare(_worker.Tools.Kind, IsClientUnix);
        if (!TryWatchClient()) Finish(CloseReason.RefusedLocalShortage);
        else Proceed(decision);
    }

    /// <summary>Whether the client's connection is to a unix socket, whatever its proxy says of the client.</summary>
    private bool IsClientUnix => (_account.Facts?.Proxy ?? _account.Client).IsUnix;

    private bool TryWatchClient() => Loop.Watch(this, ClientTag, _client).IsSuccess;

    private void Proceed(in AdmissionDecision decision)
    {
        if (decision.IsRefused) Finish(decision.Reason);
        else if (decision.Line is { } line) WaitForAdmission(line);
        else if (NextPreread() is { } preread) BeginPreread(preread);
        else Route(_preread?.Key, _preread?.Target);
    }

    private Preread? NextPreread() =>
        Services.Admission.NextPreread(ArrivalNow(default), _preread?.Rule);

    private Arrival ArrivalNow(ReadOnlySpan<byte> preread) => EngineServices.ArrivalOf(
        _account.Client, _slot, _listener!, Loop.Now, _preread is { IsClientKnown: true }, preread);

    /// <summary>
    /// The decision made at the accept, repeated for a client that has waited or has sent the required bytes.
    /// </summary>
    private AdmissionDecision DecideAgain(ReadOnlySpan<byte> preread)
    {
        var decision = Services.Admission.Decide(ArrivalNow(preread), _ticket);
        _ticket = decision.Ticket;
        return decision;
    }

    private void BeginPreread(Preread rule)
    {
        if (_phase != SessionPhase.Preread) Advance(SessionPhase.Preread);
        _preread ??= new PrereadChain(new FirstBytes());
        _preread.Begin(rule);
        SetTimer(Loop.Now + (long)rule.Timeout.TotalMilliseconds);
        ContinuePreread(ReadPreread());
    }

    /// <summary>
    /// Handles an event of a client that has no backend yet. A FIN is not the end: the client may have half-closed, and
    /// is served.
    /// </summary>
    private void OnClientReady(Readiness events)
    {
        if (events.HasAny(Readiness.Error))
        {
            Finish(CloseReason.ClientGone);
            return;
        }

        _relay.NoteClient(events);
        if (_phase == SessionPhase.Preread) ContinuePreread(ReadPreread());
    }

    private void OnPrereadTimer()
    {
        PrereadAnswer answer;
        do answer = AskPreread(PrereadEnd.TimeUp);
        while (!answer.IsDone);
        ContinuePreread(answer);
    }

    private void ContinuePreread(PrereadAnswer answer)
    {
        if (!answer.IsDone) return;
        if (answer.Refusal != CloseReason.None)
        {
            if (answer.Cause is not null) _slot.Counters.NoteFault(_account.Client, answer.Cause);
            Finish(answer.Refusal);
            return;
        }

        CancelTimer();
        Proceed(DecideAgain(_preread!.Bytes.Span));
    }

    private void Route(string? key, CancelTarget? target)
    {
        if (Services.Rates.Join(_listener!.Config, _account.Client, Id) is { } rates) _relay.Limit(rates);
        var pool = _listener.Route(key);
        _listener = null;
        Pick(pool, target);
    }

    /// <param name="target">The only backend that the client wants; null if any will do.</param>
    private void Pick(PoolView pool, CancelTarget? target)
    {
        _account.EnterPool(pool.Terms);
        _picks = _worker.RentPicks();
        _picks.Begin(pool, ClientHash.Of(_account.Client), _worker.NextSeed());
        if (target is not null) _picks.Aim(target);
        Advance(SessionPhase.Connecting);
        Connect(isItsTurn: false);
    }
}
