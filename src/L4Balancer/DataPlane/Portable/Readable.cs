using System.Net.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>Knows when a socket has something to read, and what it is when that matters.</summary>
internal static class Readable
{
    /// <summary>Completes when there are bytes, a FIN or an error to read; it never fails, for the read that follows tells.</summary>
    public static async Task WaitAsync(Socket socket)
    {
        try
        {
            await socket.ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The next read gives the same.
        }
    }

    /// <summary>True when the peer of a readable socket has sent RST. A FIN is no such thing: the client may have half-closed.</summary>
    public static bool IsReset(Socket socket)
    {
        Span<byte> one = stackalloc byte[1];
        try
        {
            socket.Receive(one, SocketFlags.Peek);
            return false;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }
}
