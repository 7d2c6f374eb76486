using System.Net;
using System.Net.Sockets;

namespace L4Balancer.Bench.Compare.Memory;

/// <summary>
/// Clients that each send one request to redis, so that the session is connected on both sides, and then stay idle.
/// </summary>
internal sealed class IdleSessions : IDisposable
{
    /// <summary>Opened at a time, so that no backlog overflows and memory does not reflect a burst.</summary>
    private const int AtATime = 64;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);

    private readonly List<Socket> _sockets = [];

    private IdleSessions()
    {
    }

    /// <exception cref="CompareException">A session was refused or not answered.</exception>
    public static async Task<IdleSessions> OpenAsync(IPEndPoint target, int count, CancellationToken stop)
    {
        var sessions = new IdleSessions();
        try
        {
            while (sessions._sockets.Count < count)
            {
                var batch = Enumerable.Range(0, Math.Min(AtATime, count - sessions._sockets.Count))
                    .Select(_ => new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp)).ToArray();
                sessions._sockets.AddRange(batch);
                var answers = batch.Select(socket => PingAsync(socket, target, stop));
                await Task.WhenAll(answers).WaitAsync(AnswerLimit, stop);
            }

            return sessions;
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            var opened = sessions._sockets.Count;
            sessions.Dispose();
            throw new CompareException($"Only about {opened} of {count} sessions could be opened: {e.Message}");
        }
        catch
        {
            sessions.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            // By reset: otherwise the next cell would lack thousands of ports that are in TIME_WAIT.
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
    }

    private static async Task PingAsync(Socket socket, IPEndPoint target, CancellationToken stop)
    {
        await socket.ConnectAsync(target, stop);
        await socket.SendAsync("PING\r\n"u8.ToArray(), stop);
        var answer = new byte[16];
        if (await socket.ReceiveAsync(answer, stop) == 0) throw new SocketException((int)SocketError.ConnectionReset);
    }
}
