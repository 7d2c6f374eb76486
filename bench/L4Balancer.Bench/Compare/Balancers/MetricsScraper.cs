using System.Net.Sockets;
using L4Balancer.Bench.Compare.Processes;

namespace L4Balancer.Bench.Compare.Balancers;

/// <summary>Reads <c>/metrics</c> of a balancer over its admin socket, once a second, until it ends.</summary>
internal static class MetricsScraper
{
    private static readonly Uri Metrics = new("http://localhost/metrics");

    /// <summary>Completes after the first reading.</summary>
    /// <exception cref="CompareException">The metrics cannot be read, so nothing would be measured.</exception>
    public static async Task StartAsync(string socket, OwnedProcess balancer, CancellationToken stop)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            },
        });
        try
        {
            await client.GetStringAsync(Metrics, stop);
        }
        catch (HttpRequestException e)
        {
            client.Dispose();
            throw new CompareException($"The metrics of the balancer cannot be read: {e.Message}");
        }

        _ = RunAsync(client, balancer, stop);
    }

    private static async Task RunAsync(HttpClient client, OwnedProcess balancer, CancellationToken stop)
    {
        using var _ = client;
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (!balancer.HasExited && await beat.WaitForNextTickAsync(stop))
                await client.GetStringAsync(Metrics, stop);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or InvalidOperationException)
        {
            // The balancer was ended.
        }
    }
}
