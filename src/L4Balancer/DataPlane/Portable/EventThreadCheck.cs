using System.Net.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// Proves that the threads which deliver socket events turn: a byte sent into a socket pair must come out of an
/// asynchronous receive. The framework spreads sockets over its event threads in turn, so one pair per core meets all
/// of them.
/// </summary>
internal sealed class EventThreadCheck : IDisposable
{
    private readonly (Socket Sender, Socket Receiver)[] _pairs =
        [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => MakePair())];

    /// <summary>False when a byte has not come out before the token was cancelled.</summary>
    public async Task<bool> PassesAsync(CancellationToken cancellationToken)
    {
        // Every receive waits before its byte is sent: one that finds data is done at once, and no event thread had a
        // part in it.
        var received = Array.ConvertAll(_pairs, pair => WaitForByteAsync(pair.Receiver, cancellationToken));
        foreach (var (sender, _) in _pairs) sender.Send([1]);
        try
        {
            return Array.TrueForAll(await Task.WhenAll(received), length => length > 0);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        foreach (var (sender, receiver) in _pairs)
        {
            sender.Dispose();
            receiver.Dispose();
        }
    }

    private static Task<int> WaitForByteAsync(Socket receiver, CancellationToken cancellationToken)
    {
        // The byte of a check that failed may have come since.
        Span<byte> late = stackalloc byte[16];
        while (receiver.Available > 0) receiver.Receive(late);
        return receiver.ReceiveAsync(new byte[16], cancellationToken).AsTask();
    }

    private static (Socket Sender, Socket Receiver) MakePair()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Listen(1);
        var sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        sender.Connect(listener.LocalEndPoint!);
        return (sender, listener.Accept());
    }
}
