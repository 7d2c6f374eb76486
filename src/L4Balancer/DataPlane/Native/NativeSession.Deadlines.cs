using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>The one timer of a session that relays, and all that it stands for.</summary>
internal sealed partial class NativeSession
{
    /// <summary>A session of this age gets the options that watch for a dead peer; milliseconds.</summary>
    private const int LastingAfter = 1000;

    private bool _isLasting;

    private void OnRelayTimer()
    {
        if (_resetWait is not null) ContinueReset();
        else CheckDeadlines();
    }

    /// <summary>
    /// Ends the session, or sets the timer to the next moment at which that may be due. Activity in between costs no
    /// timer: an earlier one stays, and looks again.
    /// </summary>
    private void CheckDeadlines()
    {
        var now = Loop.Now;
        var next = SessionDeadlines.Next(
            _pool!.Config.Timeouts, Since(_acceptedAt), Since(_clientMovedAt), Since(_serverMovedAt),
            _ending.HasBegun);
        var at = next is { } due ? now + (long)due.Left.TotalMilliseconds : NoTimer;
        if (at <= now)
        {
            Finish(next!.Value.Reason);
            return;
        }

        var lastingAt = _acceptedAt + LastingAfter;
        if (!_isLasting && now >= lastingAt) BecomeLasting();
        if (!_isLasting) at = Math.Min(at, lastingAt);
        at = Math.Min(at, TellRunning());
        if (at < _timerDue) SetTimer(at);

        TimeSpan Since(long moment) => TimeSpan.FromMilliseconds(now - moment);
    }

    private void BecomeLasting()
    {
        NativeSocketOptions.ApplyToLasting(_server, _pool!.Config.Tcp);
        _isLasting = true;
    }
}
