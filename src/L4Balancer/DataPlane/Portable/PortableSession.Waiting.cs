using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Sessions;

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

    private Task<CloseReason> WaitForPlaceAsync()
    {
        var line = _picks.Pool.Counters.Line;
        return WaitInAsync(
            line,
            TimeSpan.FromMilliseconds(Math.Max(0, _picks.WaitDeadline(_services.Now) - _services.Now)),
            _picks.TooLong,
            () =>
            {
                _picks.Renew(_services.NextSeed());
                return _picks.Next(isItsTurn: true, _services.NowMicroseconds) switch
                {
                    CloseReason.None => WaitResult.HasPlace,
                    var reason when _picks.WaitAfter(reason) == WaitKind.Place
                        && _picks.Pool.Counters.Line == line => WaitResult.Full,
                    _ => WaitResult.Over,
                };
            },
            _picks.LineMax);
    }

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

    /// <summary>Joins the line, and tries again whenever it is called.</summary>
    /// <param name="queueMax">For the queue of a pool: how many may wait. That wait is counted.</param>
    private async Task<CloseReason> WaitInAsync(
        WaitingLine line, TimeSpan patience, CloseReason whenFull, Func<WaitResult> tryAgain, int? queueMax = null)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        await using var timer = _services.Time.CreateTimer(
            static over => ((CancellationTokenSource)over!).Cancel(), over, patience, Timeout.InfiniteTimeSpan);
        var waiter = new AwaitedPlace();
        var entry = line.TryEnter(waiter, queueMax ?? int.MaxValue);
        if (entry == LineEntry.Full) return CloseReason.RefusedQueueFull;
        if (queueMax is not null) lock (_sync) _account.BeginWait(_services.NowMicroseconds);
        if (entry == LineEntry.IsCalled) waiter.Wake();
        var isServed = false;
        await using var watch = new ResetWatch(_client, _services.Time, _end);
        try
        {
            while (true)
            {
                if (!await waiter.WokenAsync(over.Token)) return _end.HasCome ? await _end.Reason : whenFull;
                var result = tryAgain();
                isServed = result == WaitResult.HasPlace;
                if (result != WaitResult.Full) return CloseReason.None;
                if (line.Return(waiter, _picks.IsChoosy)) waiter.Wake();
            }
        }
        finally
        {
            line.Leave(waiter, isServed);
            lock (_sync) _account.EndWait(_services.NowMicroseconds);
        }
    }
}
