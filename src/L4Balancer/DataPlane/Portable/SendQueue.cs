using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// Waits until the peer's kernel has taken what was sent. RST throws away what is still in the send queue, so it must
/// wait for that: an abort is passed on after the bytes that came before it, never instead of them.
/// </summary>
internal static class SendQueue
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Ends when the queue is empty, the connection is dead, the token is cancelled, or the peer has taken nothing for
    /// <see cref="Limits.ResetPatience"/>. Where the system cannot tell, it ends at once.
    /// </summary>
    public static async Task WaitUntilEmptyAsync(
        Socket socket, TimeProvider time, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(1);
        var movedAt = time.GetTimestamp();
        var seen = 0UL;
        while (!cancellationToken.IsCancellationRequested && IsWaiting(socket, out var taken))
        {
            if (taken != seen) (seen, movedAt) = (taken, time.GetTimestamp());
            else if (time.GetElapsedTime(movedAt) >= Limits.ResetPatience) return;
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static bool IsWaiting(Socket socket, out ulong taken)
    {
        var isKnown = TcpInfo.TryRead(socket, out var info);
        taken = info.BytesAcked;
        return isKnown && !info.IsClosed && !info.IsSendQueueEmpty;
    }
}
