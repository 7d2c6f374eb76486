using System.Net.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// Proves that the threads which deliver socket events turn: a byte sent into a socket pair must come out of an asynchronous receive. The framework
/// spreads sockets over its event threads in turn, so one pair per core meets all of them.
/// </summary>
internal sealed class EventThreadCheck : IDisposable
{
    private readonly (Socket Sender, Socket Receiver)[] _pairs = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => MakePair())];

    /// <summary>False when a byte has not come out before the token was cancelled.</summary>
    public async Task<bool> PassesAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (sender, receiver) in _pairs)
            {
                sender.Send([1]);
                var received = await receiver.ReceiveAsync(new byte[16], cancellationToken).ConfigureAwait(false);
                if (received == 0) return false;
            }

            return true;
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
