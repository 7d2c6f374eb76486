using L4Balancer.Core;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>What a look at a side asks for.</summary>
internal enum PeerAsk
{
    None,

    /// <summary>Set TCP_USER_TIMEOUT to 0: from now on the watch decides.</summary>
    LiftUserTimeout,

    /// <summary>Set TCP_USER_TIMEOUT to what is configured.</summary>
    RestoreUserTimeout,

    /// <summary>End the session: the side has taken nothing for <c>timeouts.stalled</c>.</summary>
    EndStalled,

    /// <summary>End the session: the side's machine no longer answers.</summary>
    EndDead,
}

/// <summary>
/// Tells a side that is paused from one that is dead, while bytes wait for it. To TCP_USER_TIMEOUT they are the same: a
/// window that stays closed for that long ends the connection, however often the peer's kernel answers the probes of it
/// (tcp_probe_timer). So once a side has taken nothing between two looks, the option is lifted and this decides in its
/// place: a kernel that answers is alive, and one that has acknowledged nothing for as long is dead. A value that lives
/// in its session; it uses neither a clock nor a socket.
/// </summary>
internal struct PeerWatch
{
    private bool _isWatching;
    private ulong _taken;
    private long _since;
    private long _unansweredSince;
    private bool _isUnanswered;

    /// <summary>True while TCP_USER_TIMEOUT is 0 because of this watch.</summary>
    public bool IsLifted { get; private set; }

    /// <summary>The pause between two looks in milliseconds; 0 if nothing is to be watched.</summary>
    public static long PauseOf(PoolTerms terms)
    {
        var (dead, stalled) = (terms.Tcp.UserTimeout, terms.Timeouts.Stalled);
        if (dead == TimeSpan.Zero && stalled == TimeSpan.Zero) return 0;
        var least = dead == TimeSpan.Zero || (stalled > TimeSpan.Zero && stalled < dead) ? stalled : dead;
        return Math.Clamp(
            (long)least.TotalMilliseconds / Limits.LooksPerPeerTimeout, Limits.PeerLookPauseMin,
            Limits.PeerLookPauseMax);
    }

    /// <summary>
    /// When to look next: for long pauses at a whole second, so that all sessions of a loop share its wake-ups.
    /// </summary>
    public static long NextLook(long now, long pause)
    {
        const int Grid = 1000;
        return pause < 4 * Grid ? now + pause : (now + pause + Grid - 1) / Grid * Grid;
    }

    /// <summary>True if bytes wait for the side, as far as the kernel can tell.</summary>
    /// <param name="state">The side's connection; null if the system cannot tell.</param>
    /// <param name="holds">The relay holds bytes for it.</param>
    public static bool IsWaiting(ConnectionState? state, bool holds) =>
        holds || state is { IsSendQueueEmpty: false, IsClosed: false };

    /// <summary>For how long the side has taken nothing; 0 if nothing waits for it, or if it moves.</summary>
    public readonly long PausedFor(long now) => _isWatching ? now - _since : 0;

    /// <summary>Looks at the side.</summary>
    /// <param name="sent">Bytes that its socket has accepted.</param>
    /// <param name="now">Absolute monotonic milliseconds.</param>
    public PeerAsk Look(ConnectionState? state, bool holds, long sent, PoolTerms terms, long now)
    {
        var taken = state?.BytesAcked ?? (ulong)sent;
        var isWaiting = IsWaiting(state, holds);
        if (!isWaiting || !_isWatching || taken != _taken)
        {
            (_isWatching, _taken, _since, _isUnanswered) = (isWaiting, taken, now, false);
            if (!IsLifted) return PeerAsk.None;
            IsLifted = false;
            return PeerAsk.RestoreUserTimeout;
        }

        NoteAnswer(state, now);
        var patience = (long)terms.Tcp.UserTimeout.TotalMilliseconds;
        if (IsDead(state, patience, now)) return PeerAsk.EndDead;
        if (IsStalled(state, terms, now) is { } end) return end;
        if (IsLifted || patience == 0 || state is null) return PeerAsk.None;
        IsLifted = true;
        return PeerAsk.LiftUserTimeout;
    }

    /// <summary>
    /// Since when the side takes nothing, and whether it is the end; a reason for it.
    /// </summary>
    public static CloseReason ReasonOf(PeerAsk ask, Side side) => (ask, side) switch
    {
        (PeerAsk.EndStalled, Side.Client) => CloseReason.ClientStalled,
        (PeerAsk.EndStalled, _) => CloseReason.BackendStalled,
        (PeerAsk.EndDead, Side.Client) => CloseReason.ClientDead,
        (PeerAsk.EndDead, _) => CloseReason.BackendDead,
        _ => CloseReason.None,
    };

    private void NoteAnswer(ConnectionState? state, long now)
    {
        var isUnanswered = state is { IsUnanswered: true };
        if (isUnanswered && !_isUnanswered) _unansweredSince = now;
        _isUnanswered = isUnanswered;
    }

    /// <summary>
    /// The pauses between the kernel's probes grow up to two minutes (RFC 9293 section 3.8.6.1), so a long time since
    /// the last answer says nothing until a probe has had the time for its answer.
    /// </summary>
    private readonly bool IsDead(ConnectionState? state, long patience, long now)
    {
        if (!IsLifted || !_isUnanswered || state is not { } known || known.SinceAck < patience) return false;
        return HasLetAnswerTimePass(known, now);
    }

    /// <summary>
    /// The kernel of a live side answers not every probe: at most one per half second (tcp_invalid_ratelimit).
    /// </summary>
    private readonly bool HasLetAnswerTimePass(ConnectionState state, long now) =>
        now - _unansweredSince >= Limits.PeerAnswerPatience + 2 * state.RoundTrip / 1000;

    private readonly PeerAsk? IsStalled(ConnectionState? state, PoolTerms terms, long now)
    {
        var stalled = (long)terms.Timeouts.Stalled.TotalMilliseconds;
        if (stalled == 0 || now - _since < stalled) return null;
        if (!_isUnanswered || state is not { } known || known.SinceAck < stalled) return PeerAsk.EndStalled;

        // It may be dead. Without tcp.user-timeout nobody else ends it within minutes.
        return terms.Tcp.UserTimeout == TimeSpan.Zero && HasLetAnswerTimePass(known, now) ? PeerAsk.EndDead : null;
    }
}
