using System.Net.Sockets;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>Waits until the peer's kernel has taken what was sent, by the rule of <see cref="ResetWait"/>.</summary>
internal static class SendQueue
{
    /// <summary>Ends when a reset may be sent, or when the token is cancelled.</summary>
    public static async Task WaitUntilEmptyAsync(
        Socket socket, TimeProvider time, CancellationToken cancellationToken)
    {
        var wait = ResetWait.Begin(Now());
        while (!cancellationToken.IsCancellationRequested)
        {
            if (wait.After(ConnectionState.Of(socket), Now()) is not { } next) return;
            wait = next;
            await Task.Delay(TimeSpan.FromMilliseconds(wait.Pause), time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        long Now() => time.GetTimestamp() / (time.TimestampFrequency / 1000);
    }
}
