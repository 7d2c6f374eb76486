namespace L4Balancer.Core;

/// <summary>Bounds of the watch for sides that take nothing.</summary>
public static partial class Limits
{
    /// <summary>
    /// Looks at a session within the shorter of <c>tcp.user-timeout</c> and <c>timeouts.stalled</c>: two must see
    /// that a side takes nothing before the kernel's own limit has passed, and late ones are possible.
    /// </summary>
    public const int LooksPerPeerTimeout = 4;

    /// <summary>Milliseconds: more often than this costs more than an earlier end is worth.</summary>
    public const int PeerLookPauseMin = 100;

    /// <summary>Milliseconds: how stale the session list may be about a side that takes nothing.</summary>
    public const int PeerLookPauseMax = 30_000;

    /// <summary>
    /// How long the answer to a probe may take, in milliseconds, beside two round trips: a kernel answers at once, but
    /// its machine may be busy, and one that has just answered stays silent for half a second (tcp_invalid_ratelimit).
    /// </summary>
    public const int PeerAnswerPatience = 2000;
}
