using System.Net.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>Both ends of a connection over loopback, with small kernel buffers; neither blocks.</summary>
internal sealed class SocketPair : IDisposable
{
    // Not smaller than a few segments of loopback, because a smaller window is very slow.
    private const int KernelBuffer = 128 * 1024;

    private SocketPair(Socket near, Socket far)
    {
        (Near, Far) = (near, far);
        foreach (var socket in (Socket[])[near, far])
        {
            (socket.Blocking, socket.NoDelay) = (false, true);
            (socket.SendBufferSize, socket.ReceiveBufferSize) = (KernelBuffer, KernelBuffer);
        }
    }

    /// <summary>The end that is relayed.</summary>
    public Socket Near { get; }

    /// <summary>The end that the test plays.</summary>
    public Socket Far { get; }

    public static async Task<SocketPair> OpenAsync()
    {
        using var listener = Loopback.Listen();
        var far = await Loopback.ConnectAsync(Loopback.AddressOf(listener));
        return new SocketPair(await Loopback.AcceptAsync(listener), far);
    }

    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
    }
}
