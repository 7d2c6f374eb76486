using System.Net.Sockets;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>Detects when a socket has something to read, and whether that is a reset.</summary>
internal static class Readable
{
    /// <summary>
    /// Completes when there are bytes, a FIN or an error to read. It fails if the error is already there; that error is
    /// reported to no other call, so it must not be swallowed.
    /// </summary>
    /// <param name="stop">Ends the wait: a socket with a pending operation cannot be handed over, because the runtime
    /// shuts it down before it closes it.</param>
    public static Task WaitAsync(Socket socket, CancellationToken stop = default) =>
        socket.ReceiveAsync(Memory<byte>.Empty, stop).AsTask();

    /// <summary>
    /// True if the peer of a readable socket has sent RST. A FIN is different: the client may have half-closed. This
    /// only checks the state. Even a peeking read would wait if the relay had started meanwhile and taken the bytes;
    /// and waiting here blocks an event thread, on which the bytes would have to arrive.
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
