using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>The single timer of a session that relays, and everything it is used for.</summary>
internal sealed partial class SessionRelay
{
    /// <summary>Pause between two checks of whether a side that has ended its direction is still there.</summary>
    private static readonly TimeSpan VanishedPause = TimeSpan.FromSeconds(15);

    /// <summary>Pause before a session that is behind is checked again.</summary>
    private static readonly TimeSpan BehindPause = TimeSpan.FromMilliseconds(100);

    /// <summary>A timer may fire slightly early; without this it would be set again for the remainder.</summary>
    private static readonly TimeSpan TimerSlack = TimeSpan.FromMilliseconds(1);

    // Timer only. True if the kernel had nothing for the session at the last check. The session ends at the next one:
    // by then, bytes that had just left the kernel are noted.
    private bool _wasClear;

    /// <summary>
    /// Ends the session, or sets the timer to the next moment at which that may be due. Activity in between sets no
    /// timer.
    /// </summary>
    private void CheckDeadlines()
    {
        if (_end.HasCome) return;
        if (_upload.IsThrottled || _download.IsThrottled) _activity.NoteThrottled();
        var (now, last) = (_services.Now, _activity.Last);
        var next = SessionDeadlines.Next(
            _owner.Terms.Timeouts, Since(_owner.AcceptedAt), Since(last.At), _ending.TurnAfter(last), _ending.HasBegun);
        if (next is { } due && due.Left <= TimeSpan.Zero)
        {
            if (due.Reason == CloseReason.MaxAge || _wasClear)
            {
                _end.Ask(due.Reason);
                return;
            }

            _wasClear = !IsBehind();
            _timer.Change(BehindPause, Timeout.InfiniteTimeSpan);
            return;
        }

        _wasClear = false;
        if (LookAtPeers(now) is var ends and not CloseReason.None)
        {
            _end.Ask(ends);
            return;
        }

        var left = ReportRunning(now);
        if (PeerWatch.PauseOf(_owner.Terms) is > 0 and var pause)
        {
            var look = TimeSpan.FromMilliseconds(PeerWatch.NextLook(now, pause) - now);
            if (left is null || look < left) left = look;
        }

        if (_ending.HasBegun)
        {
            if (FindVanished() is { } gone)
            {
                _end.Ask(gone);
                return;
            }

            if (left is null || left > VanishedPause) left = VanishedPause;
        }

        if (next is { } later && (left is null || later.Left < left)) left = later.Left;
        if (left is { } wait) _timer.Change(wait + TimerSlack, Timeout.InfiniteTimeSpan);

        TimeSpan Since(long moment) => TimeSpan.FromMilliseconds(now - moment);
    }

    /// <summary>
    /// The sender considers the bytes in the kernel delivered: the session is not idle, this process is late.
    /// </summary>
    private bool IsBehind()
    {
        try
        {
            return _upload.IsBehind || _download.IsBehind;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The session is ending by itself right now.
            return true;
        }
    }

    /// <summary>
    /// Nothing reads from a side that has ended its direction, so nothing notices when it is gone altogether: its
    /// kernel has answered a keepalive with RST, or not at all. Null if neither side has vanished.
    /// </summary>
    private CloseReason? FindVanished()
    {
        lock (_sync)
        {
            // Once both FINs are passed on it ends normally.
            if (_serverHasFin == _clientHasFin) return null;
            var side = _serverHasFin ? _client : _server;
            if (ConnectionState.Of(side) is not { IsClosed: true }) return null;
            if (PeerErrors.IsDead(side)) return _serverHasFin ? CloseReason.ClientDead : CloseReason.BackendDead;
            return _serverHasFin ? CloseReason.ClientReset : CloseReason.BackendReset;
        }
    }

    /// <returns>The time until the running session is to be reported again; null means never.</returns>
    private TimeSpan? ReportRunning(long now)
    {
        var interval = TimeSpan.FromMilliseconds(_services.RunningInterval);
        if (interval == TimeSpan.Zero) return null;
        var left = interval - TimeSpan.FromMilliseconds(now - _toldAt);
        if (left > TimeSpan.Zero) return left;
        _toldAt = now;
        _owner.OnStillRunning();
        return interval;
    }
}
