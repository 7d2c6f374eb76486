using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// A session that waits: in the line of its listener or its pool until a place becomes free, or for a failover. Each
/// wait returns None when it is over, otherwise why the session ends.
/// </summary>
internal sealed partial class PortableSession
{
    /// <summary>The result of another try for a place.</summary>
    private enum WaitResult
    {
        Full,
        HasPlace,

        /// <summary>No place will come: the client is refused, or tries elsewhere.</summary>
        Over,
    }

    private async Task<CloseReason> WaitForAdmissionAsync(WaitingLine line)
    {
        Advance(SessionPhase.Waiting);
        var refusal = CloseReason.None;
        var reason = await WaitInAsync(
            line, _services.Admission.PatienceFor(_listener!), CloseReason.RefusedListenerFull,
            () =>
            {
                _listener = _slot.ViewIn(_services.Table.Current); // It may allow more sessions by now.
                var decision = DecideAgain();
                refusal = decision.Reason;
                return decision.Line is not null ? WaitResult.Full
                    : decision.IsRefused ? WaitResult.Over : WaitResult.HasPlace;
            });
        return refusal != CloseReason.None ? refusal : reason;
    }

    private Task<CloseReason> WaitForPlaceAsync() =>
        WaitInAsync(
            _picks.Pool.Counters.Line,
            TimeSpan.FromMilliseconds(Math.Max(0, _picks.WaitDeadline(_services.Now) - _services.Now)),
            CloseReason.RefusedAllFull,
            () =>
            {
                _picks.Renew(_services.NextSeed());
                return _picks.Next(isItsTurn: true, _services.NowMicroseconds) switch
                {
                    CloseReason.None => WaitResult.HasPlace,
                    CloseReason.RefusedAllFull => WaitResult.Full,
                    _ => WaitResult.Over,
                };
            });

    private async Task<CloseReason> WaitForFailoverAsync()
    {
        for (var looks = FailoverRule.LooksFor(_picks.Pool); looks > 0 && !_end.HasCome; looks--)
        {
            if (_picks.TryFailOver(_services.NextSeed())) return CloseReason.None;
            await Task.Delay(FailoverRule.Pause, _services.Time, _end.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return _end.HasCome ? await _end.Reason : CloseReason.RefusedConnectFailed;
    }

    /// <summary>
    /// Joins the line, and tries again whenever it is woken. A session that is alone there tries once more
    /// immediately: a place freed before it joined woke nobody.
    /// </summary>
    private async Task<CloseReason> WaitInAsync(
        WaitingLine line, TimeSpan patience, CloseReason whenFull, Func<WaitResult> tryAgain)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        await using var timer = _services.Time.CreateTimer(
            static over => ((CancellationTokenSource)over!).Cancel(), over, patience, Timeout.InfiniteTimeSpan);
        var waiter = new AwaitedPlace();
        line.Enter(waiter);
        var isServed = false;
        try
        {
            while (true)
            {
                if (line.Count == 1 && tryAgain() != WaitResult.Full) return CloseReason.None;
                if (!await waiter.WokenAsync(over.Token)) return _end.HasCome ? await _end.Reason : whenFull;
                var result = tryAgain();
                isServed = result == WaitResult.HasPlace;
                if (result != WaitResult.Full) return CloseReason.None;
                line.EnterFirst(waiter);
            }
        }
        finally
        {
            // A session that was woken but takes no place wakes the next one.
            if (!line.TryLeave(waiter) && !isServed) line.WakeNext();
        }
    }
}
