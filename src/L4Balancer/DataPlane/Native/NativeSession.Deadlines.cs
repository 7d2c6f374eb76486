using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>The single timer of a session that relays, and everything it is used for.</summary>
internal sealed partial class NativeSession
{
    /// <summary>At this age, in milliseconds, a session gets the options that detect a dead peer.</summary>
    private const int LastingAfter = 1000;

    private bool _isLasting;

    private void OnRelayTimer()
    {
        if (_relay.IsAwaitingReset)
        {
            Do(_relay.ContinueReset(Path));
            return;
        }

        if (_relay.IsThrottled)
        {
            Do(_relay.ContinueAtRate(Path));
            if (!_phase.IsConnected() || _relay.IsAwaitingReset) return;
        }

        var pause = PeerWatch.PauseOf(_account.Terms.Pool!);
        var ends = pause == 0 ? CloseReason.None : _relay.LookAtPeers(Path, _account.Terms.Pool!, pause);
        if (ends != CloseReason.None) Finish(ends);
        else if (NextDeadline() is { } next && next.Left <= TimeSpan.Zero) Finish(next.Reason);
        else SetDeadline();
    }

    private (TimeSpan Left, CloseReason Reason)? NextDeadline()
    {
        var now = Loop.Now;
        return SessionDeadlines.Next(
            _account.Terms.Pool!.Timeouts, Since(_account.AcceptedAt), Since(_relay.MovedAt), _relay.Turn,
            _relay.HasEnding);

        TimeSpan Since(long moment) => TimeSpan.FromMilliseconds(now - moment);
    }

    /// <summary>
    /// Sets the timer to the next moment at which the session may have to end. Activity in between sets no timer: an
    /// earlier one stays, and checks again. This method ends nothing: only the timer does, and by then the loop has
    /// delivered everything that was there to read.
    /// </summary>
    private void SetDeadline()
    {
        var now = Loop.Now;
        var at = NextDeadline() is { } next ? now + (long)next.Left.TotalMilliseconds : NoTimer;
        var lastingAt = _account.AcceptedAt + LastingAfter;
        if (!_isLasting && now >= lastingAt) BecomeLasting();
        if (!_isLasting) at = Math.Min(at, lastingAt);
        at = Math.Min(at, ReportRunning());
        at = Math.Min(at, _relay.RateDue);
        var pause = PeerWatch.PauseOf(_account.Terms.Pool!);
        if (pause > 0) at = Math.Min(at, PeerWatch.NextLook(now, pause));
        if (at < _timerDue) SetTimer(at);
    }

    /// <returns>When the running session is to be reported next.</returns>
    private long ReportRunning()
    {
        var interval = Services.RunningInterval;
        if (interval == 0) return NoTimer;
        if (Loop.Now >= _account.ReportedAt + interval)
        {
            Report(SessionMoment.Running);
            _account.ReportedAt = Loop.Now;
        }

        return _account.ReportedAt + interval;
    }

    private void BecomeLasting()
    {
        NativeSocketOptions.ApplyToLasting(_server, _account.Terms.Pool!.Tcp);
        _relay.KeepLifted(Path);
        _isLasting = true;
    }
}
