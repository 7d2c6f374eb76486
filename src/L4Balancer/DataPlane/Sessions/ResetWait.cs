using L4Balancer.Core;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// The wait of a reset for the bytes that came before it: RST discards everything still in the send queue, so an abort
/// is passed on after those bytes, never instead of them. A value: every check creates the next one. It is rare, so it
/// is an object.
/// </summary>
/// <param name="Taken">Bytes that the peer's kernel had accepted at the last check.</param>
/// <param name="MovedAt">When that number last changed; monotonic time in milliseconds.</param>
/// <param name="Pause">Time until the next check, in milliseconds; twice the previous one.</param>
internal sealed record ResetWait(ulong Taken, long MovedAt, int Pause)
{
    private const int PauseMin = 1;
    private const int PauseMax = 50;

    /// <summary>The state before the first check, which is made immediately.</summary>
    public static ResetWait Begin(long now) => new(0, now, 0);

    /// <summary>
    /// The wait after a check; null if the reset may be sent: the queue is empty, the connection is dead, the system
    /// cannot say, or the peer has accepted nothing for <see cref="Limits.ResetPatience"/>.
    /// </summary>
    public ResetWait? After(ConnectionState? connection, long now)
    {
        if (connection is not { IsClosed: false, IsSendQueueEmpty: false } state) return null;
        var movedAt = state.BytesAcked == Taken ? MovedAt : now;
        if (now - movedAt >= (long)Limits.ResetPatience.TotalMilliseconds) return null;
        return new ResetWait(state.BytesAcked, movedAt, Math.Clamp(Pause * 2, PauseMin, PauseMax));
    }
}
