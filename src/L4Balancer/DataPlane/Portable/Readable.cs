using System.Net.Sockets;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>Knows when a socket has something to read, and what it is when that matters.</summary>
internal static class Readable
{
    /// <summary>
    /// Completes when there are bytes, a FIN or an error to read. It fails when the error is there already; nobody else
    /// will be told of that one, so it must not be swallowed.
    /// </summary>
    public static Task WaitAsync(Socket socket) => socket.ReceiveAsync(Memory<byte>.Empty).AsTask();

    /// <summary>
    /// True when the peer of a readable socket has sent RST. A FIN is no such thing: the client may have half-closed.
    /// It only looks. A read, though only a peek, would wait if the relay had begun meanwhile and taken what was there;
    /// and waiting here stops an event thread, on which the bytes would have to arrive.
    /// </summary>
    public static bool IsReset(Socket socket)
    {
        if (ConnectionState.Of(socket) is { } state) return state.IsClosed;
        try
        {
            return socket.Poll(0, SelectMode.SelectError);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }
}
