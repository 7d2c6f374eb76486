using System.Net.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// Proves that the threads that deliver socket events are running: a byte sent into a socket pair must come out of an
/// asynchronous receive. The framework assigns sockets to its event threads in rotation, so one pair per core covers
/// all of them.
/// </summary>
internal sealed class EventThreadCheck : IDisposable
{
    private readonly (Socket Sender, Socket Receiver)[] _pairs =
        [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => MakePair())];

    /// <summary>False if a byte has not arrived before the token is cancelled.</summary>
    public async Task<bool> PassesAsync(CancellationToken cancellationToken)
    {
        // Every receive is pending before its byte is sent: one that finds data completes immediately, without an event
        // thread taking part.
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
        // The byte of a failed check may have arrived since.
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
