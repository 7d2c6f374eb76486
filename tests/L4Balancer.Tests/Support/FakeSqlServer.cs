using System.Net.Sockets;
using L4Balancer.Core;

namespace L4Balancer.Tests.Support;

/// <summary>A SQL server of the test: it accepts connections and talks on each, and can misbehave on purpose.</summary>
internal abstract class FakeSqlServer : IAsyncDisposable
{
    private readonly Socket _listener = Loopback.Listen();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _open;
    private int _sent;

    protected FakeSqlServer() => _accepting = AcceptAsync();

    public NetAddress Address => Loopback.AddressOf(_listener);

    /// <summary>Set before a connection; null is none.</summary>
    public ServerFault? Fault { get; set; }

    /// <summary>Connections that have not ended.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Bytes that the server has sent on the connection that ended last.</summary>
    public int SentLast => Volatile.Read(ref _sent);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Eventually.HoldsAsync(() => Open == 0, () => "the connections of the fake server end");
        _stop.Dispose();
    }

    /// <summary>The conversation on one connection, to its end.</summary>
    protected abstract Task TalkAsync(FaultyConnection connection, CancellationToken stop);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync(_stop.Token);
                Interlocked.Increment(ref _open);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var connection = new FaultyConnection(client, Fault);
        try
        {
            await TalkAsync(connection, _stop.Token);
        }
        catch (Exception e) when (
            e is IOException or OperationCanceledException or SocketException or ObjectDisposedException
                or System.Security.Authentication.AuthenticationException)
        {
            // The client has ended, the fault has come, or the test is over.
        }
        finally
        {
            Volatile.Write(ref _sent, connection.Sent);
            Interlocked.Decrement(ref _open);
        }
    }
}
