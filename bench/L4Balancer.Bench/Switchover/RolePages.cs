using System.Net;
using System.Net.Sockets;
using L4Balancer.Bench.Switchover.Servers;
using L4Balancer.Bench.Switchover.Sessions;

namespace L4Balancer.Bench.Switchover;

/// <summary>
/// A health page for each server of a pair, as people run one for HAProxy: 200 while the server is the primary, else
/// 503. Each request asks the server.
/// </summary>
internal sealed class RolePages : IAsyncDisposable
{
    private readonly ReplicaPair _pair;
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener[] _listeners;
    private readonly Task[] _serving;

    private RolePages(ReplicaPair pair)
    {
        _pair = pair;
        _listeners = [.. pair.Both.Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var listener in _listeners) listener.Start();
        _serving = [.. _listeners.Zip(pair.Both, ServeAsync)];
    }

    public static RolePages Start(ReplicaPair pair) => new(pair);

    /// <summary>Of the page of a server, by its place in the pair.</summary>
    public int PortOf(int server) => ((IPEndPoint)_listeners[server].LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var listener in _listeners) listener.Dispose();
        foreach (var serving in _serving) await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync(TcpListener listener, IPEndPoint server)
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await listener.AcceptSocketAsync(_stop.Token);
            try
            {
                await client.ReceiveAsync(new byte[4096], _stop.Token);
                var status = await IsPrimaryAsync(server) ? "200 OK" : "503 Service Unavailable";
                var answer = $"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer), _stop.Token);
            }
            catch (SocketException)
            {
                // The checker has gone.
            }
        }
    }

    private async Task<bool> IsPrimaryAsync(IPEndPoint server)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        late.CancelAfter(TimeSpan.FromSeconds(1));
        try
        {
            return await _pair.IsPrimaryAsync(server, late.Token);
        }
        catch (Exception e) when (e is WriteException or OperationCanceledException)
        {
            return false;
        }
    }
}
