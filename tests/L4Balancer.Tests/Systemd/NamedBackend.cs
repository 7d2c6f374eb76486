using System.Collections.Concurrent;
using System.Net.Sockets;

namespace L4Balancer.Tests.Systemd;

/// <summary>
/// A TCP server that sends its name in one line and then echoes, until the client ends its direction.
/// </summary>
internal sealed class NamedBackend : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly byte[] _greeting;
    private readonly Task _accepting;
    private readonly ConcurrentBag<Task> _sessions = [];
    private readonly CancellationTokenSource _end = new();

    public NamedBackend(Socket listener, string name)
    {
        _listener = listener;
        _greeting = [.. System.Text.Encoding.ASCII.GetBytes(name), (byte)'\n'];
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        await Task.WhenAll(_sessions);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _sessions.Add(ServeAsync(await _listener.AcceptAsync(_end.Token)));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var buffer = new byte[4096];
        try
        {
            using (client)
            {
                await client.SendAsync(_greeting, _end.Token);
                int length;
                while ((length = await client.ReceiveAsync(buffer, _end.Token)) > 0)
                    await client.SendAsync(buffer.AsMemory(0, length), _end.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // A probe that disconnected, a session that was reset, or the end of the test.
        }
    }
}
