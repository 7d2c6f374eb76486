using System.Net.Sockets;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// Notices a client that resets while it waits for a place and has sent bytes that nobody reads yet: the framework
/// reports nothing more of such a socket, so it is looked at once a second.
/// </summary>
internal sealed class ResetWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ITimer _timer;

    public ResetWatch(Socket client, TimeProvider time, SessionEnd end) =>
        _timer = time.CreateTimer(
            _ =>
            {
                if (Readable.IsReset(client)) end.Ask(CloseReason.ClientGone);
            },
            null, Interval, Interval);

    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}
