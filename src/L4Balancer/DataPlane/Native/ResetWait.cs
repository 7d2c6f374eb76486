using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// The wait of a reset for the bytes that came before it: RST throws away what is still in the send queue, so an abort
/// is passed on after them, never instead of them. Rare, so it is an object of its own. One thread.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ResetWait(long now)
{
    private ulong _acked;
    private long _movedAt = now;
    private int _pause;

    /// <summary>
    /// False when the queue is empty, the connection is dead, or the peer has taken nothing for
    /// <see cref="Limits.ResetPatience"/>.
    /// </summary>
    public bool MustGoOn(in TcpInfo info, long now)
    {
        if (info.IsClosed || info.IsSendQueueEmpty) return false;
        if (info.BytesAcked != _acked) (_acked, _movedAt) = (info.BytesAcked, now);
        return now - _movedAt < (long)Limits.ResetPatience.TotalMilliseconds;
    }

    /// <summary>Milliseconds to the next look, twice the last.</summary>
    public int NextPause(int min, int max) => _pause = Math.Clamp(_pause * 2, min, max);
}
