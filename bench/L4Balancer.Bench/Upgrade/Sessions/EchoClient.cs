using System.Net;
using System.Net.Sockets;

namespace L4Balancer.Bench.Upgrade.Sessions;

/// <summary>A client of the echo server: what it gets must be what it has sent, byte by byte.</summary>
internal sealed class EchoClient(int seed) : IDisposable
{
    /// <summary>A client that waits longer has gone.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private const int LengthMax = 1024;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
    };

    private readonly Random _random = new(seed);
    private readonly byte[] _sent = new byte[LengthMax];
    private readonly byte[] _received = new byte[LengthMax];

    /// <exception cref="EchoException">It was refused, or did not come about.</exception>
    public Task ConnectAsync(IPEndPoint address, CancellationToken stop) => LimitedAsync(
        "connect", async limit => await _socket.ConnectAsync(address, limit), stop);

    /// <summary>Sends random bytes and gets them back.</summary>
    /// <exception cref="EchoException">The connection has ended, or the bytes are others.</exception>
    public Task AskAsync(CancellationToken stop) => LimitedAsync(
        "session", async limit =>
        {
            var length = _random.Next(1, LengthMax + 1);
            _random.NextBytes(_sent.AsSpan(0, length));
            await _socket.SendAsync(_sent.AsMemory(0, length), limit);
            for (var done = 0; done < length;)
            {
                var read = await _socket.ReceiveAsync(_received.AsMemory(done, length - done), limit);
                if (read == 0) throw new EchoException("session closed");
                done += read;
            }

            if (!_sent.AsSpan(0, length).SequenceEqual(_received.AsSpan(0, length)))
                throw new EchoException("wrong bytes");
        }, stop);

    /// <summary>Waits until it is told to go on; nothing may come meanwhile.</summary>
    /// <exception cref="EchoException">The connection has ended.</exception>
    public async Task IdleAsync(CancellationToken goOn)
    {
        try
        {
            var read = await _socket.ReceiveAsync(_received.AsMemory(0, 1), goOn);
            throw new EchoException(read == 0 ? "session closed" : "wrong bytes");
        }
        catch (OperationCanceledException)
        {
            // It was quiet.
        }
        catch (SocketException e)
        {
            throw new EchoException($"session {e.SocketErrorCode}");
        }
    }

    public void Dispose() => _socket.Dispose();

    private static async Task LimitedAsync(string what, Func<CancellationToken, Task> act, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Timeout);
        try
        {
            await act(limit.Token);
        }
        catch (SocketException e)
        {
            throw new EchoException($"{what} {e.SocketErrorCode}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new EchoException($"{what} timeout");
        }
    }
}

/// <summary>What went wrong, in words that are counted.</summary>
internal sealed class EchoException(string kind) : Exception(kind);
