using System.Globalization;
using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Sockets;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Children;

/// <summary>
/// The namespace that the process is in: an echo server at 10.50.1.1:9000, addresses for the balancers that connect to
/// it, and a minute of TIME_WAIT for every port.
/// </summary>
internal sealed class SourcePortsNetwork : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _backend = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Task _serving;

    private SourcePortsNetwork()
    {
        _backend.Bind(new IPEndPoint(IPAddress.Parse("10.50.1.1"), 9000));
        _backend.Listen(4096);
        _serving = EchoServer.RunAsync(_backend, _stop.Token);
    }

    public static async Task<SourcePortsNetwork> CreateAsync()
    {
        await ChildProcess.OutputOfAsync("ip", "link", "set", "lo", "up");
        foreach (var address in (string[])["0.1", "0.11", "0.12", "0.13", "0.14", "1.1"])
            await ChildProcess.OutputOfAsync("ip", "address", "add", $"10.50.{address}/32", "dev", "lo");

        // By default a port to this machine is used again after a second.
        await SetAsync("tcp_tw_reuse", "0");
        await SetAsync("tcp_max_tw_buckets", "1000000");
        return new SourcePortsNetwork();
    }

    /// <summary>The ports that the kernel chooses from. For when the balancers listen: each has taken one.</summary>
    public static Task LimitPortsAsync(int first, int last) =>
        SetAsync("ip_local_port_range", string.Create(CultureInfo.InvariantCulture, $"{first} {last}"));

    /// <summary>A balancer with a number of source addresses, from 10.50.0.<paramref name="first"/> on.</summary>
    public Task<RunningBalancer> StartAsync(TestedEngine engine, int first, int count) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(_backend)], options: ChildProgram.Quiet,
            pool: pool => pool with
            {
                Source = new SourceConfig
                {
                    Addresses = [.. Enumerable.Range(first, count).Select(i => IPAddress.Parse($"10.50.0.{i}"))],
                },
            });

    /// <summary>One session with a round trip, which the client ends first.</summary>
    public static async Task<bool> IsServedAsync(RunningBalancer balancer, Socket client)
    {
        try
        {
            await client.ConnectAsync(balancer.Address.ToEndPoint(), Loopback.Deadline);
            await client.SendAsync("?");
            await client.ReadAsync(1);
            client.Shutdown(SocketShutdown.Send);
            return (await client.ReadToEndAsync()).End == StreamEnd.Fin;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Connections of the balancer to the backend, in TIME_WAIT.</summary>
    public static int PortsInUse() =>
        File.ReadLines("/proc/net/tcp").Count(line => line.Contains(" 0101320A:2328 06 ", StringComparison.Ordinal));

    public long Blamed(RunningBalancer balancer) => balancer.Backend(_backend).Counters.ConnectFailures;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _backend.Dispose();
        _stop.Dispose();
    }

    private static Task SetAsync(string key, string value) =>
        File.WriteAllTextAsync($"/proc/sys/net/ipv4/{key}", value);
}
