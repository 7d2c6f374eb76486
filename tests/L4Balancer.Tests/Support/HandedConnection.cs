using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace L4Balancer.Tests.Support;

/// <summary>
/// A connection that was handed over, as another process would receive it: a duplicate of its descriptor.
/// </summary>
internal sealed class HandedConnection : IDisposable
{
    [DllImport("libc", SetLastError = true)]
    private static extern int dup(int fd);

    public HandedConnection(SafeHandle handle)
    {
        var copy = dup((int)handle.DangerousGetHandle());
        Assert.That(copy, Is.GreaterThanOrEqualTo(0));
        handle.Dispose();
        Socket = new Socket(new SafeSocketHandle(copy, ownsHandle: true));
    }

    public Socket Socket { get; }

    public void Dispose() => Socket.Dispose();
}
