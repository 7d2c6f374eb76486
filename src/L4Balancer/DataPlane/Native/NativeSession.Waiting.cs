using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// A session that waits: in the line of its listener or its pool until a place becomes free, or for a failover.
/// </summary>
internal sealed partial class NativeSession
{
    private PlaceWaiter? _waiter; // While it is in a line, or was woken and has not tried yet.

    /// <summary>
    /// A place became free, or a new table is in force. Posted to the loop by a <see cref="PlaceWaiter"/>.
    /// </summary>
    public void OnWoken(PlaceWaiter waiter)
    {
        // The session may have ended meanwhile, and the object may serve another one.
        if (_waiter != waiter) return;
        try
        {
            TryAgain();
        }
        catch (Exception e)
        {
            FailWith(e);
        }
    }

    private void WaitForAdmission(WaitingLine line)
    {
        Advance(SessionPhase.Waiting);
        SetTimer(Loop.Now + (long)Services.Admission.PatienceFor(_listener!).TotalMilliseconds);
        StandIn(line);
    }

    /// <summary>No backend is available: waits if that can help, otherwise refuses the client.</summary>
    private void WaitOrRefuse(CloseReason refusal)
    {
        var wait = _picks!.WaitAfter(refusal);
        if (wait == WaitKind.None)
        {
            Finish(refusal);
            return;
        }

        if (_phase != SessionPhase.Waiting)
        {
            Advance(SessionPhase.Waiting);
            CancelTimer(); // The timer of the connect.
        }

        if (wait == WaitKind.Failover)
        {
            WaitForFailover(FailoverRule.LooksFor(_picks.Pool));
            return;
        }

        if (_timerDue == NoTimer) SetTimer(_picks.WaitDeadline(Loop.Now));
        StandIn(_picks.Pool.Counters.Line);
    }

    private void WaitForFailover(int looks)
    {
        _picks!.LooksLeft = looks;
        SetTimer(Loop.Now + (long)FailoverRule.Pause.TotalMilliseconds);
    }

    /// <summary>
    /// Joins the line. A session that is alone there tries once more: a place freed before it joined woke nobody.
    /// </summary>
    private void StandIn(WaitingLine line)
    {
        if (IsStanding) return;
        if (_waiter is null) line.Enter(_waiter = new PlaceWaiter(this, _worker, line));
        else line.EnterFirst(_waiter); // It was woken, but another session took the place.
        if (line.Count == 1) TryAgain();
    }

    private void TryAgain()
    {
        if (_picks is not null)
        {
            _picks.Renew(_worker.NextSeed());
            Connect(isItsTurn: true);
            return;
        }

        var isStanding = IsStanding;
        _listener = _slot.ViewIn(Services.Table.Current); // It may allow more sessions than when the wait began.
        var decision = DecideAgain(_preread is null ? [] : _preread.Bytes);
        if (decision.Line is { } line) StandIn(line);
        else
        {
            LeaveLine(isServed: !isStanding && !decision.IsRefused);
            CancelTimer();
            Proceed(decision);
        }
    }

    private void OnWaitTimer()
    {
        if (_waiter is not null) Finish(_picks is null ? CloseReason.RefusedListenerFull : CloseReason.RefusedAllFull);
        else if (_picks!.TryFailOver(_worker.NextSeed())) Connect(isItsTurn: false);
        else if (_picks.LooksLeft == 0) Finish(CloseReason.RefusedConnectFailed);
        else WaitForFailover(_picks.LooksLeft - 1);
    }

    /// <summary>True while it is in a line; a session that was woken has left it.</summary>
    private bool IsStanding => _waiter is { IsInLine: true };

    /// <summary>Leaves the line. If the session was woken but not served, the next one is woken.</summary>
    /// <param name="isServed">It took the place that it was woken for, so no other session is woken.</param>
    private void LeaveLine(bool isServed)
    {
        if (_waiter is not { } waiter) return;
        _waiter = null;
        waiter.Leave(isServed);
    }
}
