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
    private PlaceWaiter? _waiter; // While it is in a line, called or not.

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
            LeaveLine(isServed: false); // If it was called: what it waited for there will not come.
            WaitForFailover(FailoverRule.LooksFor(_picks.Pool));
            return;
        }

        if (_timerDue == NoTimer) SetTimer(_picks.WaitDeadline(Loop.Now));
        var line = _picks.Pool.Counters.Line;
        if (_waiter is not null && _waiter.Line != line) LeaveLine(isServed: false); // Its pool was removed meanwhile.
        if (_waiter is null) _account.BeginWait(Loop.NowMicroseconds);
        StandIn(line, _picks.LineMax, _picks.IsChoosy);
    }

    private void WaitForFailover(int looks)
    {
        _picks!.LooksLeft = looks;
        SetTimer(Loop.Now + (long)FailoverRule.Pause.TotalMilliseconds);
    }

    /// <summary>Joins the line, or waits on in it. Who is called tries once more.</summary>
    private void StandIn(WaitingLine line, int max = int.MaxValue, bool isChoosy = false)
    {
        bool isCalled;
        if (_waiter is { } waiter) isCalled = waiter.Line.Return(waiter, isChoosy);
        else
        {
            waiter = new PlaceWaiter(this, _worker, line);
            var entry = line.TryEnter(waiter, max);
            if (entry == LineEntry.Full)
            {
                Finish(CloseReason.RefusedQueueFull);
                return;
            }

            _waiter = waiter;
            isCalled = entry == LineEntry.IsCalled;
        }

        // Posted, so that a session that is called again and again does not keep its loop.
        if (isCalled) waiter.Wake();
    }

    private void TryAgain()
    {
        if (_picks is not null)
        {
            _picks.Renew(_worker.NextSeed());
            Connect(isItsTurn: true);
            return;
        }

        _listener = _slot.ViewIn(Services.Table.Current); // It may allow more sessions than when the wait began.
        var decision = DecideAgain(_preread is null ? [] : _preread.Bytes.Span);
        if (decision.Line is { } line) StandIn(line);
        else
        {
            LeaveLine(isServed: !decision.IsRefused);
            CancelTimer();
            Proceed(decision);
        }
    }

    private void OnWaitTimer()
    {
        if (_waiter is not null) Finish(_picks is null ? CloseReason.RefusedListenerFull : _picks.TooLong);
        else if (_picks!.TryFailOver(_worker.NextSeed())) Connect(isItsTurn: false);
        else if (_picks.LooksLeft == 0) Finish(CloseReason.RefusedConnectFailed);
        else WaitForFailover(_picks.LooksLeft - 1);
    }

    /// <summary>Leaves the line. If the session was called and is not served, the next one is called.</summary>
    private void LeaveLine(bool isServed)
    {
        if (_waiter is not { } waiter) return;
        _waiter = null;
        _account.EndWait(Loop.NowMicroseconds);
        waiter.Line.Leave(waiter, isServed);
    }
}
