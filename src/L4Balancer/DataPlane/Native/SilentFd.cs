using System.Runtime.Versioning;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>The connection of a client that gets no answer; it is on no loop. Any thread.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SilentFd(int fd) : IDisposable
{
    private int _fd = fd;

    /// <summary>Resets the client.</summary>
    public void Dispose()
    {
        var closing = Interlocked.Exchange(ref _fd, -1);
        if (closing >= 0) StreamSockets.CloseWithReset(closing);
    }
}
