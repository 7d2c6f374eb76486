using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Sockets;

/// <summary>Takes a connection from the object that owned its descriptor.</summary>
[SupportedOSPlatform("linux")]
internal static class HandedConnection
{
    /// <summary>Its descriptor, which stays the object's.</summary>
    public static int NumberOf(SafeHandle handle) => (int)handle.DangerousGetHandle();

    /// <returns>A descriptor that the caller owns.</returns>
    /// <exception cref="IOException">The process is out of descriptors; the connection is closed.</exception>
    public static int TakeFd(SafeHandle handle) => handle is SafeFd fd ? fd.Release() : DuplicateAndClose(handle);

    /// <exception cref="IOException">The process is out of descriptors; the connection is closed.</exception>
    public static Socket TakeSocket(SafeHandle handle) =>
        new(new SafeSocketHandle(TakeFd(handle), ownsHandle: true));

    /// <summary>
    /// The runtime has registered the descriptor of a socket of its own with its epoll instance. A registration lasts
    /// as long as the open file, so another socket object needs a number that this file has not had before. The runtime
    /// closes such a descriptor as one whose connection is to be reset (SO_LINGER), a property of the connection.
    /// </summary>
    private static int DuplicateAndClose(SafeHandle handle)
    {
        int copy;
        using (handle) copy = SafeFd.Duplicate(NumberOf(handle)).Release();
        StreamSockets.EndReset(copy);
        return copy;
    }
}
