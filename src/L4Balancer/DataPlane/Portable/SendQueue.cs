using System.Net.Sockets;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// Waits until the peer's kernel has received everything sent, by the rule of <see cref="ResetWait"/>.
/// </summary>
internal static class SendQueue
{
    /// <summary>Completes when a reset may be sent, or when the token is cancelled.</summary>
    /// <returns>The state in which the wait was stopped; null if a reset may be sent.</returns>
    public static async Task<ResetWait?> WaitUntilEmptyAsync(
        Socket socket, TimeProvider time, ResetWait wait, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var now = time.GetTimestamp() / (time.TimestampFrequency / 1000);
            if (wait.After(ConnectionState.Of(socket), now) is not { } next) return null;
            wait = next;
            await Task.Delay(TimeSpan.FromMilliseconds(wait.Pause), time, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return wait;
    }
}
