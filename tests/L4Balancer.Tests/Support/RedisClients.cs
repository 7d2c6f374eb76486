using System.Net.Sockets;
using L4Balancer.Core;

namespace L4Balancer.Tests.Support;

/// <summary>
/// Clients with one long-lived connection each, which ask now and then and connect again when it breaks, as
/// StackExchange.Redis does. A broken connection between two commands costs its application nothing.
/// </summary>
internal sealed class RedisClients : IAsyncDisposable
{
    /// <summary>Between two commands of a client.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly NetAddress _at;
    private readonly Task[] _clients;
    private int _reconnects;
    private int _connected;

    public RedisClients(NetAddress at, int count)
    {
        _at = at;
        _clients = [.. Enumerable.Range(0, count).Select(_ => Task.Run(RunAsync))];
    }

    /// <summary>Clients that have connected at least once.</summary>
    public int Connected => Volatile.Read(ref _connected);

    public int Reconnects => Volatile.Read(ref _reconnects);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        for (var attempt = 0; !_stop.IsCancellationRequested; attempt++)
        {
            if (attempt > 0) Interlocked.Increment(ref _reconnects);
            try
            {
                using var connection = await RedisConnection.OpenAsync($"{_at.Ip}", _at.Port);
                await AskAsync(connection, isFirst: attempt == 0);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // It was ended: connect again.
            }
        }
    }

    private async Task AskAsync(RedisConnection connection, bool isFirst)
    {
        while (!_stop.IsCancellationRequested)
        {
            await connection.AskAsync("PING");
            if (isFirst) Interlocked.Increment(ref _connected);
            isFirst = false;
            await Task.Delay(Pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
